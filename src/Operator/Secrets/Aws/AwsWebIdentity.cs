namespace Operator.Secrets.Aws;

/// <summary>An identity of a pod: a token that the cluster writes into a file, and the role that AWS gives for it.</summary>
internal sealed record AwsWebIdentity(string TokenFile, string RoleArn);
