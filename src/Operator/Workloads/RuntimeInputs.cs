using BridgeModel;

namespace Operator.Workloads;

/// <summary>What a runtime is told: the spec, the resolved secrets, and the token of its control calls.</summary>
internal sealed record RuntimeInputs(BridgeResourceSpec Spec, Secret ConnectionString, string Endpoint, Secret ApiKey, Secret StatusToken);
