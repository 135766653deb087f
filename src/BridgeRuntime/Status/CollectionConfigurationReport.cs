using BridgeModel;

namespace BridgeRuntime.Status;

/// <summary>What the bridge was told of one collection.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">The MongoDB fields that make the Ditto id.</param>
/// <param name="InitialSync">Whether what existed at the first start is synchronised.</param>
/// <param name="Mode"><c>native</c> or <c>ejson</c>.</param>
/// <param name="DqlStrictMode">Whether an object is one value.</param>
/// <param name="ChangeField">The Ditto field that grows with every change; null where there is none.</param>
internal sealed record CollectionConfigurationReport(string Name, IReadOnlyList<string> Fields, bool InitialSync, string Mode, bool DqlStrictMode, string? ChangeField)
{
    public static CollectionConfigurationReport Of(string name, CollectionSpec spec) =>
        new(name, spec.Fields, spec.InitialSync, spec.Mode == CollectionMode.Native ? "native" : "ejson", spec.DqlStrictMode, spec.ChangeField);
}
