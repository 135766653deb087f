namespace BridgeModel;

/// <summary>The <c>spec</c> of a <c>BigPeerDataBridge</c>, as far as the data path and its deployment depend on it.</summary>
public sealed record BridgeResourceSpec
{
    /// <summary>Stops the bridge and leaves everything else. Default false.</summary>
    public bool Suspend { get; init; }

    /// <summary>Which side wins where both changed the same path. Default <see cref="ConflictPolicy.MongoDB"/>.</summary>
    public ConflictPolicy ConflictPolicy { get; init; } = ConflictPolicy.MongoDB;

    /// <summary>What becomes of the bridge's own collections with the resource. Default <see cref="DeletionPolicy.Retain"/>.</summary>
    public DeletionPolicy DeletionPolicy { get; init; } = DeletionPolicy.Retain;

    /// <summary>The MongoDB side. Required.</summary>
    public MongoConnectorSpec MongoConnector { get; init; } = new();

    /// <summary>The Big Peer; null: the Secret that is named after the app.</summary>
    public BigPeerResourceSpec? BigPeer { get; init; }

    /// <summary>When deletes stop. As in the runtime's file.</summary>
    public MassDeleteGuardSettings MassDeleteGuard { get; init; } = new();

    /// <summary>What becomes of documents that cannot be synchronised. As in the runtime's file.</summary>
    public DeadLetterSettings DeadLetters { get; init; } = new();

    /// <summary>How the pod runs.</summary>
    public RuntimeResourceSpec Runtime { get; init; } = new();
}
