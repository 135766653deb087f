namespace Operator.Tests.Aws;

/// <summary>A call as it came: such as <c>GetSecretValue</c>, its body, and its signature.</summary>
internal sealed record AwsCall(string Name, string Body, string Authorization);
