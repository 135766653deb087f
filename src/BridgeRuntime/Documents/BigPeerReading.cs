namespace BridgeRuntime.Documents;

/// <summary>What is known of the Big Peer's side of a key: not read, read and absent, or read and there.</summary>
internal readonly record struct BigPeerReading
{
    private BigPeerReading(bool isRead, DocumentState? state) => (IsRead, State) = (isRead, state);

    public static BigPeerReading NotRead => default;

    public static BigPeerReading Of(DocumentState? state) => new(isRead: true, state);

    public bool IsRead { get; }

    /// <summary>Null where the document does not exist, or was not read.</summary>
    public DocumentState? State { get; }
}
