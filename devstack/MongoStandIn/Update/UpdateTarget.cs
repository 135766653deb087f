using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>The document an operator update works on: finds and makes paths, and notes what changed.</summary>
internal sealed class UpdateTarget(ReadOnlyMemory<byte> before)
{
    // MongoDB's limit on how far one update may stretch an array.
    private const int MaxPadding = 1_500_000;

    private readonly List<(string Path, MutableField? Field)> _changes = [];

    public MutableNode Root { get; } = MutableNode.Parse(before, isArray: false);

    public bool IsChanged => _changes.Count > 0;

    /// <summary>How the document is named in errors.</summary>
    public string Identity => $"{{_id: {IdText}}}";

    public string IdText => BsonText.Of(RawDocument.Field(before, "_id"u8));

    /// <summary>Fails when the path runs into a value that has no such field, as <c>$rename</c> does with its source.</summary>
    public void RequireReachable(FieldPath path)
    {
        var node = Root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            if (node.Find(path.Names[i]) is not { } field) return;
            if (field.Type is not (BsonType.Document or BsonType.Array) || (field.Type == BsonType.Array && path.Indexes[i + 1] < 0))
                throw new CommandException(ErrorCode.PathNotViable, $"cannot use the part ({path.Names[i]} of {path.Text}) to traverse the element ({{{path.Names[i]}: {BsonText.Of(field.Value)}}})");
            node = field.Open();
        }
    }

    public MutableField? Find(FieldPath path)
    {
        var node = Root;
        for (var i = 0; ; i++)
        {
            var field = node.Find(path.Names[i]);
            if (field is null || i == path.Length - 1) return field;
            if (field.Type is not (BsonType.Document or BsonType.Array)) return null;
            node = field.Open();
        }
    }

    /// <summary>Whether an array lies on the way to the path's last part.</summary>
    public bool CrossesArray(FieldPath path)
    {
        var node = Root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            var field = node.Find(path.Names[i]);
            if (field?.Type == BsonType.Array) return true;
            if (field?.Type != BsonType.Document) return false;
            node = field.Open();
        }
        return false;
    }

    /// <summary>Sets a path, making what is missing on the way.</summary>
    public void Set(FieldPath path, RawValue value)
    {
        var node = Root;
        for (var i = 0; ; i++)
        {
            var last = i == path.Length - 1;
            var field = node.Find(path.Names[i]);
            if (field is null)
            {
                Create(node, path, i, value);
                return;
            }
            if (last)
            {
                if (field.Value.IsIdenticalTo(value)) return;
                field.Value = value;
                Note(path.Text, field);
                return;
            }
            if (field.Type is not (BsonType.Document or BsonType.Array))
                throw new CommandException(ErrorCode.PathNotViable, $"Cannot create field '{path.Names[i + 1]}' in element {{{path.Names[i]}: {BsonText.Of(field.Value)}}}");
            node = field.Open();
            if (node.IsArray && path.Indexes[i + 1] < 0)
                throw new CommandException(ErrorCode.PathNotViable, $"Cannot create field '{path.Names[i + 1]}' in element {{{path.Names[i]}: {BsonText.Of(field.Value)}}}");
        }
    }

    /// <summary>Sets a path, with documents in the place of whatever else lies on the way.</summary>
    public void Replace(FieldPath path, RawValue value)
    {
        var node = Root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            var field = node.Find(path.Names[i]);
            if (field?.Type != BsonType.Document) field = node.Put(path.Names[i], RawValue.EmptyDocument);
            node = field.Open();
        }
        node.Put(path.Names[^1], value);
    }

    /// <summary>Removes a path; an array element becomes null.</summary>
    public void Unset(FieldPath path)
    {
        var node = Root;
        for (var i = 0; ; i++)
        {
            var field = node.Find(path.Names[i]);
            if (field is null) return;
            if (i < path.Length - 1)
            {
                if (field.Type is not (BsonType.Document or BsonType.Array)) return;
                node = field.Open();
                continue;
            }
            if (!node.IsArray)
            {
                node.Fields.Remove(field);
                Note(path.Text, null);
            }
            else if (field.Type != BsonType.Null)
            {
                field.Value = RawValue.Null;
                Note(path.Text, field);
            }
            return;
        }
    }

    public void Note(string path, MutableField? field)
    {
        _changes.RemoveAll(c => c.Path == path);
        _changes.Add((path, field));
    }

    /// <summary>What changed. A path below one that was made or replaced whole is told by that one.</summary>
    public UpdateDescription Describe()
    {
        var description = new UpdateDescription();
        foreach (var (path, field) in _changes)
        {
            if (_changes.Exists(c => c.Field is not null && path.StartsWith(c.Path + ".", StringComparison.Ordinal))) continue;
            if (field is null) description.Removed.Add(path);
            else description.Updated.Add((path, field.Value));
        }
        return description;
    }

    private void Create(MutableNode node, FieldPath path, int part, RawValue value)
    {
        for (var i = path.Length - 1; i > part; i--)
        {
            var inner = value;
            var name = path.Names[i];
            value = RawValue.OfDocument(RawDocument.Build(w => w.Raw(name, inner.Type, inner.Span)));
        }
        var reached = string.Join('.', path.Names.Take(part + 1));
        var created = new MutableField(node.IsArray ? "" : path.Names[part], value);
        if (!node.IsArray)
        {
            node.Fields.Add(created);
            Note(reached, created);
            return;
        }
        var index = path.Indexes[part];
        if (index - node.Fields.Count > MaxPadding) throw new CommandException((ErrorCode)2, $"cannot pad array with more than {MaxPadding} elements at once");
        var prefix = string.Join('.', path.Names.Take(part));
        while (node.Fields.Count < index)
        {
            var padding = new MutableField("", RawValue.Null);
            Note($"{prefix}.{node.Fields.Count}", padding);
            node.Fields.Add(padding);
        }
        node.Fields.Add(created);
        Note(reached, created);
    }
}
