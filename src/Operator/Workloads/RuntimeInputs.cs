using BridgeModel;

namespace Operator.Workloads;

/// <summary>What a runtime is told: the spec, the resolved secrets, and the token of its control calls.</summary>
internal sealed record RuntimeInputs(BridgeResourceSpec Spec, Secret ConnectionString, string Endpoint, Secret ApiKey, Secret StatusToken)
{
    /// <summary>The authorities that may have signed MongoDB's certificate, as PEM; null: the system's.</summary>
    public string? MongoAuthorities { get; init; }

    /// <summary>The same for the Big Peer's.</summary>
    public string? BigPeerAuthorities { get; init; }
}
