using Faults.Tests.Lives;

namespace Faults.Tests.Rig;

/// <summary>How one collection is kept in step.</summary>
internal sealed record CollectionPlan(string Name, IdentityKind Identity)
{
    public bool IsEjson { get; init; }

    public bool IsStrict { get; init; }

    /// <summary>Whether the path n is a settable counter.</summary>
    public bool HasCounter { get; init; }

    /// <summary>What stands behind the collection's name in bridge.yaml.</summary>
    public string Settings
    {
        get
        {
            var fields = Identity switch { IdentityKind.OneField => "[orderId]", IdentityKind.TwoFields => "[location, orderId]", _ => "[_id]" };
            var counters = HasCounter ? ", dittoTypes: { settableCounters: [n] }" : "";
            return $"{{ fields: {fields}, initialSync: true, mode: {(IsEjson ? "ejson" : "native")}, dqlStrictMode: {(IsStrict ? "true" : "false")}{counters} }}";
        }
    }
}
