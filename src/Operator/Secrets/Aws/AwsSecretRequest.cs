namespace Operator.Secrets.Aws;

/// <summary>The body of GetSecretValue; without a version it means <c>AWSCURRENT</c>.</summary>
internal sealed record AwsSecretRequest(string SecretId);
