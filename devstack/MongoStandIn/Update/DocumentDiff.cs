using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>Finds what changed between two documents, down into nested documents and arrays.</summary>
internal static class DocumentDiff
{
    public static UpdateDescription Compute(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var description = new UpdateDescription();
        Documents(before, after, "", description);
        return description;
    }

    private static void Documents(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after, string prefix, UpdateDescription description)
    {
        var old = Fields(before);
        var now = Fields(after);
        var newNames = now.Select(f => f.Name).ToHashSet();
        var next = 0;
        foreach (var (name, value) in old)
        {
            if (next < now.Count && now[next].Name == name)
            {
                Values(value, now[next].Value, prefix + name, description);
                next++;
            }
            else if (!newNames.Contains(name)) description.Removed.Add(prefix + name);
            // A field that moved is removed here and set again below, at its new place.
        }
        for (; next < now.Count; next++) description.Updated.Add((prefix + now[next].Name, now[next].Value));
    }

    private static void Values(RawValue before, RawValue after, string path, UpdateDescription description)
    {
        if (before.IsIdenticalTo(after)) return;
        if (before.Type == BsonType.Document && after.Type == BsonType.Document) Documents(before.Bytes, after.Bytes, path + ".", description);
        else if (before.Type == BsonType.Array && after.Type == BsonType.Array) Arrays(before, after, path, description);
        else description.Updated.Add((path, after));
    }

    private static void Arrays(RawValue before, RawValue after, string path, UpdateDescription description)
    {
        var old = RawDocument.Values(before.Bytes);
        var now = RawDocument.Values(after.Bytes);
        if (now.Count < old.Count) description.Truncated.Add((path, now.Count));
        for (var i = 0; i < now.Count; i++)
        {
            if (i < old.Count) Values(old[i], now[i], $"{path}.{i}", description);
            else description.Updated.Add(($"{path}.{i}", now[i]));
        }
    }

    private static List<(string Name, RawValue Value)> Fields(ReadOnlyMemory<byte> document)
    {
        var fields = new List<(string, RawValue)>();
        foreach (var (name, value) in new RawFields(document)) fields.Add((name, value));
        return fields;
    }
}
