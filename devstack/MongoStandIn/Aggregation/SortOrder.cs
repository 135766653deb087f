using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>A sort specification. A document's place is the lowest of the keys that an index over the same fields would give it.</summary>
internal sealed class SortOrder
{
    private readonly IndexKeyExtractor _extractor;
    private readonly List<byte[]> _keys = [];

    private SortOrder(FieldPath[] paths, bool[] descending)
    {
        Paths = paths;
        Descending = descending;
        _extractor = new IndexKeyExtractor(paths, descending);
    }

    public FieldPath[] Paths { get; }
    public bool[] Descending { get; }

    /// <summary>Null for an empty specification.</summary>
    public static SortOrder? Parse(ReadOnlyMemory<byte> specification)
    {
        var paths = new List<FieldPath>();
        var descending = new List<bool>();
        foreach (var (name, value) in new RawFields(specification))
        {
            if (value.Type == BsonType.Document) throw new CommandException(ErrorCode.NotImplemented, $"Sorting '{name}' by an expression such as $meta is not supported by the stand-in.");
            if (!value.IsNumber) throw CommandException.Location(15974, $"Illegal key in $sort specification: {name}: {BsonText.Of(value)}");
            if (!value.TryGetInteger(out var direction) || direction is not (1 or -1)) throw CommandException.Location(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
            if (name == "$natural") throw new CommandException(ErrorCode.NotImplemented, "Sorting by $natural beside other options is not supported by the stand-in.");
            var path = ExpressionParser.Path(name);
            if (paths.Exists(p => p.Text == name)) throw CommandException.Location(7472500, $"The field '{name}' appears in the sort specification multiple times");
            paths.Add(path);
            descending.Add(direction < 0);
        }
        if (paths.Count > 32) throw CommandException.Location(7157400, "too many compound keys");
        return paths.Count == 0 ? null : new SortOrder([.. paths], [.. descending]);
    }

    public byte[] KeyOf(ReadOnlyMemory<byte> document)
    {
        try
        {
            _extractor.Extract(document, _keys);
        }
        catch (CommandException e) when (e.Code == ErrorCode.CannotIndexParallelArrays)
        {
            throw new CommandException(ErrorCode.BadValue, "cannot sort with keys that are parallel arrays");
        }
        return _keys.Min(KeyComparer.Instance)!;
    }

    /// <summary>Sorts stably.</summary>
    public IEnumerable<T> Sort<T>(IEnumerable<T> items, Func<T, ReadOnlyMemory<byte>> document) =>
        items.Select(item => (Key: KeyOf(document(item)), Item: item)).OrderBy(pair => pair.Key, KeyComparer.Instance).Select(pair => pair.Item);
}
