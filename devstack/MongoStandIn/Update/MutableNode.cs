using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>A document or array opened for changing. Only what an update touches is opened; everything else stays raw bytes.</summary>
internal sealed class MutableNode(bool isArray)
{
    public bool IsArray { get; } = isArray;

    public List<MutableField> Fields { get; } = [];

    public static MutableNode Parse(ReadOnlyMemory<byte> document, bool isArray)
    {
        var node = new MutableNode(isArray);
        foreach (var (name, value) in new RawFields(document)) node.Fields.Add(new MutableField(isArray ? "" : name, value));
        return node;
    }

    /// <summary>A field by name; in an array an element by its index.</summary>
    public MutableField? Find(string name)
    {
        if (IsArray)
        {
            var index = Query.FieldPath.ArrayIndex(name);
            return index >= 0 && index < Fields.Count ? Fields[index] : null;
        }
        foreach (var field in Fields)
            if (field.Name == name) return field;
        return null;
    }

    /// <summary>Sets a field of a document, in place or at the end.</summary>
    public MutableField Put(string name, RawValue value)
    {
        var field = Find(name);
        if (field is null)
        {
            field = new MutableField(name, value);
            Fields.Add(field);
        }
        else field.Value = value;
        return field;
    }

    public bool Remove(string name)
    {
        var field = Find(name);
        return field is not null && Fields.Remove(field);
    }

    public void Write(BsonWriter writer)
    {
        foreach (var field in Fields) field.Write(writer);
    }

    public byte[] ToBytes()
    {
        var writer = new BsonWriter();
        Write(writer);
        return writer.ToArray();
    }
}
