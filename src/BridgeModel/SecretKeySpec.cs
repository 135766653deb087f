namespace BridgeModel;

/// <summary>One key of a Kubernetes Secret in the namespace of the resource.</summary>
public sealed record SecretKeySpec
{
    /// <summary>The Secret's name: a DNS-1123 subdomain. Required.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key in the Secret's data. The default depends on what it holds.</summary>
    public string Key { get; init; } = "";
}
