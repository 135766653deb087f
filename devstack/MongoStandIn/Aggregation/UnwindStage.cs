using MongoC.Bson;
using MongoStandIn.Query;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary><c>$unwind</c>: one document per element of the array at the path.</summary>
internal sealed class UnwindStage(FieldPath path, bool keepsEmpty, string? indexField) : Stage
{
    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var document in source)
        {
            var value = RawValue.OfDocument(document);
            for (var i = 0; i < path.Length; i++) value = value.Field(path.Parts[i]);
            if (value.Type != BsonType.Array)
            {
                if (!value.IsNullish || keepsEmpty) yield return Numbered(document, RawValue.Null);
                continue;
            }
            var elements = RawDocument.Values(value.Bytes);
            if (elements.Count == 0 && keepsEmpty) yield return Numbered(With(document, RawValue.Missing), RawValue.Null);
            for (var i = 0; i < elements.Count; i++) yield return Numbered(With(document, elements[i]), RawValue.Of((long)i));
        }
    }

    private ReadOnlyMemory<byte> Numbered(ReadOnlyMemory<byte> document, RawValue number)
    {
        if (indexField is null) return document;
        var root = MutableNode.Parse(document, isArray: false);
        root.Put(indexField, number);
        return root.ToBytes();
    }

    private byte[] With(ReadOnlyMemory<byte> document, RawValue element)
    {
        var root = MutableNode.Parse(document, isArray: false);
        var node = root;
        for (var i = 0; i < path.Length - 1; i++) node = node.Find(path.Names[i])!.Open();
        if (element.IsMissing) node.Remove(path.Names[^1]);
        else node.Put(path.Names[^1], element);
        return root.ToBytes();
    }
}
