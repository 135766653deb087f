namespace BridgeModel;

/// <summary>Where the MongoDB connection string is kept: exactly one of the two.</summary>
public sealed record ConnectionSecretSpec
{
    /// <summary>A Secret in the namespace of the resource.</summary>
    public KubernetesSecretSpec? KubernetesSecret { get; init; }

    /// <summary>A secret in AWS Secrets Manager.</summary>
    public AwsSecretsManagerSpec? AwsSecretsManager { get; init; }
}
