using System.Collections.Immutable;

namespace BridgeModel;

/// <summary>A resource's spec, or everything that is wrong with it.</summary>
/// <param name="Spec">What was read; whole only where there are no errors.</param>
/// <param name="Errors">All errors, with paths that begin with <c>spec</c> or <c>metadata</c>.</param>
public sealed record BridgeResourceResult(BridgeResourceSpec Spec, ImmutableArray<BridgeError> Errors)
{
    public bool IsValid => Errors.IsEmpty;
}
