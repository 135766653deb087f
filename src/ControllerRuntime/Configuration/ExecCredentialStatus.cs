namespace ControllerRuntime.Configuration;

/// <summary>The credential of a plugin.</summary>
public sealed record ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; set; }
    public string? Token { get; set; }
    public string? ClientCertificateData { get; set; }
    public string? ClientKeyData { get; set; }

    // Records print their members; a token must not be printed.
    public override string ToString() => $"{nameof(ExecCredentialStatus)} {{ {nameof(ExpirationTimestamp)} = {ExpirationTimestamp} }}";
}
