namespace BridgeModel;

/// <summary>A secret of AWS Secrets Manager that holds the connection string.</summary>
public sealed record AwsSecretsManagerSpec
{
    /// <summary>The secret's name or ARN. Required.</summary>
    public string SecretId { get; init; } = "";

    /// <summary>The role to assume, <c>^arn:[A-Za-z0-9:/+=,.@_-]+$</c>. Required.</summary>
    public string RoleArn { get; init; } = "";

    /// <summary>The AWS region, <c>^[a-z][a-z0-9-]+$</c>. Required.</summary>
    public string Region { get; init; } = "";
}
