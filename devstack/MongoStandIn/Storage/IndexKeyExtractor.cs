using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>
/// The keys of a document in an index, as MongoDB's B-tree key generation makes them: one key, or one per element of the one array that
/// the paths may cross together.
/// </summary>
internal sealed class IndexKeyExtractor(IReadOnlyList<FieldPath> paths, IReadOnlyList<bool> descending)
{
    private readonly KeyWriter _writer = new();

    /// <summary>Whether a document has at least one of the fields; a sparse index leaves the others out.</summary>
    public bool HasAnyField { get; private set; }

    /// <summary>Whether an array was crossed.</summary>
    public bool CrossedArray { get; private set; }

    /// <summary>Puts the document's keys, without duplicates, into <paramref name="keys"/>.</summary>
    public void Extract(ReadOnlyMemory<byte> document, List<byte[]> keys)
    {
        keys.Clear();
        HasAnyField = false;
        CrossedArray = false;
        var values = new RawValue[paths.Count];
        var starts = new int[paths.Count];
        Walk(RawValue.OfDocument(document), starts, values, new bool[paths.Count], keys);
        if (keys.Count < 2) return;
        var seen = new HashSet<byte[]>(KeyComparer.Instance);
        keys.RemoveAll(key => !seen.Add(key));
    }

    /// <param name="root">Where the open paths go on from.</param>
    /// <param name="starts">Per path, the next part to resolve.</param>
    /// <param name="values">Per path, the value found so far.</param>
    /// <param name="done">Per path, whether the value is final.</param>
    /// <param name="keys">Receives the keys.</param>
    private void Walk(RawValue root, int[] starts, RawValue[] values, bool[] done, List<byte[]> keys)
    {
        RawValue array = default;
        var atArray = new bool[paths.Count];
        for (var i = 0; i < paths.Count; i++)
        {
            if (done[i]) continue;
            var value = Descend(root, paths[i], ref starts[i]);
            if (value.Type != BsonType.Array)
            {
                values[i] = value;
                done[i] = true;
                HasAnyField |= !value.IsMissing;
                continue;
            }
            if (!array.IsMissing && !array.Bytes.Equals(value.Bytes))
                throw new CommandException(ErrorCode.CannotIndexParallelArrays, $"cannot index parallel arrays [{paths[i].Names[Math.Max(0, starts[i] - 1)]}] [{paths[Array.IndexOf(atArray, true)].Names[0]}]");
            array = value;
            atArray[i] = true;
        }
        if (array.IsMissing)
        {
            Emit(values, keys);
            return;
        }
        CrossedArray = true;
        HasAnyField = true;
        var elements = RawDocument.Values(array.Bytes);
        if (elements.Count == 0)
        {
            // An empty array has the key undefined where the path ends at it, and null where it goes on.
            for (var i = 0; i < paths.Count; i++)
                if (atArray[i]) values[i] = starts[i] == paths[i].Length ? new RawValue(BsonType.Undefined, default) : RawValue.Missing;
            Emit(values, keys);
            return;
        }
        foreach (var element in elements)
        {
            var nextStarts = (int[])starts.Clone();
            var nextValues = (RawValue[])values.Clone();
            var nextDone = (bool[])done.Clone();
            for (var i = 0; i < paths.Count; i++)
            {
                if (!atArray[i]) continue;
                var ends = starts[i] == paths[i].Length;
                // An array inside the array is not opened again: it is the key where the path ends, and hides what lies deeper.
                if (!ends && element.Type == BsonType.Document) continue;
                nextValues[i] = ends ? element : RawValue.Missing;
                nextDone[i] = true;
            }
            Walk(element, nextStarts, nextValues, nextDone, keys);
        }
    }

    private void Emit(RawValue[] values, List<byte[]> keys)
    {
        _writer.Reset();
        for (var i = 0; i < values.Length; i++) _writer.Append(values[i], descending[i]);
        keys.Add(_writer.ToArray());
    }

    /// <summary>Follows a path through documents, and through arrays by index, until it ends or stands before an array that must be opened.</summary>
    private static RawValue Descend(RawValue value, FieldPath path, ref int start)
    {
        while (start < path.Length)
        {
            if (value.Type == BsonType.Array)
            {
                var index = path.Indexes[start];
                if (index < 0) return value;
                RawValue positional = default;
                foreach (var field in value.Fields)
                {
                    if (field.NameUtf8.Span.SequenceEqual(path.Parts[start])) positional = field.Value;
                    if (field.Value.Type == BsonType.Document && !field.Value.Field(path.Parts[start]).IsMissing)
                        throw CommandException.Location(16746, $"Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '{path.Names[start]}' for array: {BsonText.Of(value)}");
                }
                if (positional.IsMissing) return value;
                value = positional;
                start++;
                continue;
            }
            if (value.Type != BsonType.Document) return RawValue.Missing;
            value = value.Field(path.Parts[start]);
            start++;
        }
        return value;
    }
}
