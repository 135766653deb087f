using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using BridgeModel;
using BridgeRuntime.Filters;
using BridgeRuntime.Identity;

namespace BridgeRuntime.Documents;

/// <summary>How one collection is kept in step: its spec, read once into the form the data path needs.</summary>
internal sealed class CollectionSettings
{
    public CollectionSettings(string name, CollectionSpec spec, ConflictPolicy policy)
    {
        Name = name;
        Spec = spec;
        Policy = policy;
        Identity = new IdentityMapping(spec.Fields, IsEjson);
        Counters = new CounterPaths(spec.DittoTypes?.SettableCounters ?? []);
        StateReader = new DocumentStateReader(IsStrict, IsEjson, Counters);
        Filter = spec.Filter is { } filter ? new DocumentFilter(filter, name) : null;
        Rules = RulesOf(spec.Filter, spec.Schema?.Schemas?.Texts);
        IdentityPaths = Identity.UsesMongoId ? [] : spec.Fields.Select(f => new FieldPath(f).Hash).ToFrozenSet();
    }

    /// <summary>The collection's name, the same on both sides.</summary>
    public string Name { get; }

    public CollectionSpec Spec { get; }

    public ConflictPolicy Policy { get; }

    public bool IsStrict => Spec.DqlStrictMode;

    public bool IsEjson => Spec.Mode == CollectionMode.Ejson;

    /// <summary>Which documents are kept in step; null: all.</summary>
    public DocumentFilter? Filter { get; }

    /// <summary>Stands for the filter and the schemas: another value, and every document must be judged anew. Empty without either.</summary>
    public string Rules { get; }

    public IdentityMapping Identity { get; }

    /// <summary>Counters in Ditto.</summary>
    public CounterPaths Counters { get; }

    public DocumentStateReader StateReader { get; }

    /// <summary>Hashes of the mapped fields' paths: a change of theirs in Ditto never reaches MongoDB.</summary>
    public FrozenSet<ulong> IdentityPaths { get; }

    private static string RulesOf(string? filter, string? schemas) =>
        filter is null && schemas is null ? "" : StableHash.Of(Encoding.UTF8.GetBytes($"{filter}\0{schemas}")).ToString("x16", CultureInfo.InvariantCulture);
}
