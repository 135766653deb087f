namespace Operator.Tests.Aws;

/// <summary>An answer that a test has prepared.</summary>
internal sealed record AwsAnswer(int Status, string Body, string Type);
