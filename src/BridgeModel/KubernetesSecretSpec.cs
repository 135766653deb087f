namespace BridgeModel;

/// <summary>A Kubernetes Secret, and the key in it, that holds the connection string.</summary>
public sealed record KubernetesSecretSpec
{
    /// <summary>The Secret's name: a DNS-1123 subdomain. Required.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key in the Secret's data. Default <c>connectionString</c>.</summary>
    public string ConnectionString { get; init; } = "connectionString";
}
