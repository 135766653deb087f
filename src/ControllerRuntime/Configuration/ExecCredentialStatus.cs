namespace ControllerRuntime.Configuration;

/// <summary>The credential of a plugin.</summary>
public sealed record ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; init; }
    public string? Token { get; init; }
    public string? ClientCertificateData { get; init; }
    public string? ClientKeyData { get; init; }

    // Records print their members; a token must not be printed.
    public override string ToString() => $"{nameof(ExecCredentialStatus)} {{ {nameof(ExpirationTimestamp)} = {ExpirationTimestamp} }}";
}
