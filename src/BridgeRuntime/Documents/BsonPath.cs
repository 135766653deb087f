using System.Text;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>Looks up and changes values of a raw BSON document by path. Arrays are values: no path leads into them.</summary>
internal static class BsonPath
{
    /// <summary>The value at a path; null when there is none.</summary>
    public static BsonValue? Find(ReadOnlySpan<byte> document, FieldPath path)
    {
        for (var depth = 0; ; depth++)
        {
            if (!BsonReader.TryFind(document, path.Names[depth], out var element)) return null;
            if (depth == path.Names.Count - 1) return new BsonValue(element);
            if (element.Type != BsonType.Document) return null;
            document = element.Value;
        }
    }

    /// <summary>The document with some paths set and others removed; what is not named keeps its bytes and its place.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> document, IReadOnlyList<(FieldPath Path, BsonValue Value)> sets, IReadOnlyList<FieldPath> unsets)
    {
        var writer = new BsonWriter(document.Length + 64);
        var edits = sets.Select(s => new Edit(s.Path.Names, s.Value)).Concat(unsets.Select(u => new Edit(u.Names, Value: null))).ToList();
        Members(document, edits, depth: 0, writer);
        return writer.ToArray();
    }

    private sealed record Edit(IReadOnlyList<string> Names, BsonValue? Value);

    private static void Members(ReadOnlySpan<byte> document, List<Edit> edits, int depth, BsonWriter writer)
    {
        var byName = edits.GroupBy(e => e.Names[depth], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var member in new BsonReader(document))
        {
            if (!byName.Remove(member.Name, out var here))
            {
                writer.Raw(member.NameUtf8, member.Type, member.Value);
                continue;
            }
            if (here.Find(e => e.Names.Count == depth + 1) is { } edit)
            {
                edit.Value?.WriteTo(writer, member.Name);
                continue;
            }
            if (member.Type == BsonType.Document)
            {
                writer.StartDocument(member.NameUtf8);
                Members(member.Value, here, depth + 1, writer);
                writer.End();
            }
            else if (!New(member.Name, here, depth, writer)) writer.Raw(member.NameUtf8, member.Type, member.Value);
        }
        foreach (var (name, here) in byName) New(name, here, depth, writer);
    }

    private static bool New(string name, List<Edit> edits, int depth, BsonWriter writer)
    {
        var sets = edits.Where(e => e.Value is not null).ToList();
        if (sets.Count == 0) return false;
        if (sets.Find(e => e.Names.Count == depth + 1) is { } leaf)
        {
            leaf.Value!.Value.WriteTo(writer, name);
            return true;
        }
        writer.StartDocument(Encoding.UTF8.GetBytes(name));
        Members([5, 0, 0, 0, 0], sets, depth + 1, writer);
        writer.End();
        return true;
    }
}
