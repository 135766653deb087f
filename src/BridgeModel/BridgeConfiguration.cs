namespace BridgeModel;

/// <summary>Everything a stand-alone bridge needs to run: the content of <c>bridge.yaml</c>, read with every reference resolved.</summary>
public sealed record BridgeConfiguration
{
    /// <summary>The bridge's name in leases, logs and metrics: a DNS-1123 label of at most 63 characters. Default <c>bridge</c>.</summary>
    public string Name { get; init; } = "bridge";

    /// <summary>Which side wins where both changed the same path. Default <see cref="ConflictPolicy.MongoDB"/>.</summary>
    public ConflictPolicy ConflictPolicy { get; init; } = ConflictPolicy.MongoDB;

    /// <summary>The MongoDB side. Required.</summary>
    public MongoConnectorSpec MongoConnector { get; init; } = new();

    /// <summary>The Big Peer side. Required.</summary>
    public BigPeerSettings BigPeer { get; init; } = new();

    /// <summary>Sizes and intervals of the data path.</summary>
    public RuntimeSettings Runtime { get; init; } = new();

    /// <summary>When deletes stop because one side suddenly lacks too much.</summary>
    public MassDeleteGuardSettings MassDeleteGuard { get; init; } = new();

    /// <summary>What becomes of documents that cannot be synchronised.</summary>
    public DeadLetterSettings DeadLetters { get; init; } = new();

    /// <summary>Where <c>/health</c>, <c>/livez</c>, <c>/readyz</c>, <c>/readiness</c> and <c>/status</c> listen. Default 0.0.0.0:8080.</summary>
    public ListenSettings Status { get; init; } = new() { Port = 8080 };

    /// <summary>Where <c>/metrics</c> listens. Default 0.0.0.0:9090.</summary>
    public ListenSettings Metrics { get; init; } = new() { Port = 9090 };
}
