using BridgeModel;

namespace Operator.Workloads;

/// <summary>What a runtime is told: the spec, and the resolved secrets.</summary>
internal sealed record RuntimeInputs(BridgeResourceSpec Spec, Secret ConnectionString, string Endpoint, Secret ApiKey);
