using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>What an update changed, as a change stream tells it: fields by dotted path, removed paths, arrays that became shorter.</summary>
internal sealed class UpdateDescription
{
    public List<(string Path, RawValue Value)> Updated { get; } = [];
    public List<string> Removed { get; } = [];
    public List<(string Path, int NewSize)> Truncated { get; } = [];

    public void Write(BsonWriter writer)
    {
        writer.StartDocument("updatedFields");
        foreach (var (path, value) in Updated) writer.Raw(path, value.Type, value.Span);
        writer.End();
        writer.StartArray("removedFields");
        foreach (var path in Removed) writer.String("", path);
        writer.End();
        writer.StartArray("truncatedArrays");
        foreach (var (path, size) in Truncated)
        {
            writer.StartDocument("");
            writer.String("field", path);
            writer.Int32("newSize", size);
            writer.End();
        }
        writer.End();
    }

    public byte[] ToBytes() => RawDocument.Build(Write);
}
