namespace BridgeModel;

/// <summary>The <c>bigPeer</c> block of the resource. What is null in it comes from the Secret that is named after the app.</summary>
public sealed record BigPeerResourceSpec
{
    /// <summary>As <see cref="BigPeerSettings.Endpoint"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Where the API key is kept.</summary>
    public SecretKeySpec? ApiKeySecret { get; init; }

    /// <summary>Where the authorities are kept that may have signed the Big Peer's certificate, trusted instead of the system's; null: the system's are.</summary>
    public SecretKeySpec? CaSecret { get; init; }

    /// <summary>As <see cref="BigPeerSettings.PollInterval"/>; null: its default.</summary>
    public TimeSpan? PollInterval { get; init; }
}
