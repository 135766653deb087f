using BridgeModel;
using BridgeRuntime.Documents;

namespace Fuzz.Tests.Targets;

/// <summary>A collection of each mode, with counters where there may be any.</summary>
internal static class Settings
{
    public static IReadOnlyList<(string Name, CollectionSettings Collection)> Every { get; } =
    [
        ("native", Make(new CollectionSpec { Fields = ["_id"] })),
        ("native-maps", Make(new CollectionSpec { Fields = ["_id"], DqlStrictMode = false, DittoTypes = new DittoTypesSpec { SettableCounters = ["qty", "o.k"] } })),
        ("ejson-maps", Make(new CollectionSpec { Fields = ["_id"], Mode = CollectionMode.Ejson, DqlStrictMode = false, DittoTypes = new DittoTypesSpec { SettableCounters = ["qty"] } })),
        ("mapped", Make(new CollectionSpec { Fields = ["s", "i"] })),
    ];

    private static CollectionSettings Make(CollectionSpec spec) => new("docs", spec, ConflictPolicy.MongoDB);
}
