namespace ControllerRuntime.Configuration;

/// <summary>What a credential plugin prints: <c>client.authentication.k8s.io</c>, v1 and v1beta1.</summary>
public sealed record ExecCredential
{
    public string? ApiVersion { get; set; }
    public string? Kind { get; set; }
    public ExecCredentialStatus? Status { get; set; }
}
