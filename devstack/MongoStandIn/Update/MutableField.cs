using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>A named value that can be opened and changed.</summary>
internal sealed class MutableField(string name, RawValue value)
{
    private RawValue _value = value;
    private MutableNode? _node;

    public string Name { get; } = name;

    public BsonType Type => _node is null ? _value.Type : _node.IsArray ? BsonType.Array : BsonType.Document;

    public RawValue Value
    {
        get => _node is null ? _value : Snapshot();
        set => (_value, _node) = (value, null);
    }

    /// <summary>Opens the document or array in this field.</summary>
    public MutableNode Open() => _node ??= MutableNode.Parse(_value.Bytes, _value.Type == BsonType.Array);

    public void Write(BsonWriter writer)
    {
        if (_node is null)
        {
            writer.Raw(Name, _value.Type, _value.Span);
            return;
        }
        if (_node.IsArray) writer.StartArray(Name);
        else writer.StartDocument(Name);
        _node.Write(writer);
        writer.End();
    }

    private RawValue Snapshot()
    {
        var writer = new BsonWriter();
        Write(writer);
        return RawDocument.Values(writer.ToArray())[0];
    }
}
