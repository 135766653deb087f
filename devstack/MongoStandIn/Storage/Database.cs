namespace MongoStandIn.Storage;

/// <summary>The collections of one database, by name.</summary>
internal sealed class Database(string name)
{
    public string Name { get; } = name;

    public SortedDictionary<string, DocumentCollection> Collections { get; } = new(StringComparer.Ordinal);
}
