using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>What <c>$project</c>, a find's projection and <c>$addFields</c> do to a document.</summary>
internal sealed class Projection
{
    private enum Mode
    {
        Include,
        Exclude,
        Add,
    }

    private readonly ProjectionNode _root;
    private readonly Mode _mode;
    private readonly bool _keepsId;

    private Projection(ProjectionNode root, Mode mode, bool keepsId)
    {
        _root = root;
        _mode = mode;
        _keepsId = keepsId;
    }

    /// <summary>Reads the specification of <c>$project</c>.</summary>
    public static Projection Parse(ReadOnlyMemory<byte> specification, EvaluationContext context) => Read(new ProjectionReader(context, null), specification);

    /// <summary>Reads the projection of a find, which knows <c>$slice</c>, <c>$elemMatch</c> and <c>path.$</c> besides.</summary>
    public static Projection ParseFind(ReadOnlyMemory<byte> specification, MatchNode filter, EvaluationContext context) => Read(new ProjectionReader(context, filter), specification);

    private static Projection Read(ProjectionReader reader, ReadOnlyMemory<byte> specification)
    {
        var root = reader.Read(specification);
        // {_id: 0} and {a: {$slice: …}} alone exclude, {_id: 1} alone includes.
        var includes = reader.Includes ?? (reader.KeepsId != false && !reader.HasSlice);
        return new Projection(root, includes ? Mode.Include : Mode.Exclude, reader.KeepsId ?? true);
    }

    public static Projection ParseAddFields(ReadOnlyMemory<byte> specification, EvaluationContext context)
    {
        var root = new ProjectionNode();
        ReadAdded(specification, "", root, context);
        return new Projection(root, Mode.Add, keepsId: true);
    }

    public static Projection Excluding(IEnumerable<string> paths)
    {
        var root = new ProjectionNode();
        foreach (var path in paths) root.Add(ExpressionParser.Path(path).Names, new ProjectionNode.Entry(null, null, IsIncluded: false), path);
        return new Projection(root, Mode.Exclude, keepsId: true);
    }

    public byte[] Apply(ReadOnlyMemory<byte> document, EvaluationContext context)
    {
        var writer = new BsonWriter(document.Length + 64);
        context.For(RawValue.OfDocument(document));
        Write(writer, document, _root, context, isRoot: true);
        return writer.ToArray();
    }

    private static void ReadAdded(ReadOnlyMemory<byte> specification, string prefix, ProjectionNode root, EvaluationContext context)
    {
        foreach (var (name, value) in new RawFields(specification))
        {
            var whole = prefix + name;
            var path = ExpressionParser.Path(whole);
            if (value.Type == BsonType.Document && !FilterParser.IsOperators(value) && RawDocument.Count(value.Bytes) > 0) ReadAdded(value.Bytes, whole + ".", root, context);
            else root.Add(path.Names, new ProjectionNode.Entry(null, ExpressionParser.Parse(value, context), IsIncluded: false), whole);
        }
    }

    private void Write(BsonWriter writer, ReadOnlyMemory<byte> document, ProjectionNode node, EvaluationContext context, bool isRoot)
    {
        var written = _mode != Mode.Exclude && node.HasComputed ? new HashSet<string>() : null;
        foreach (var field in new RawFields(document))
        {
            var name = field.Name;
            var entry = node.Find(name);
            if (entry is null)
            {
                if (_mode != Mode.Include || (isRoot && name == "_id" && _keepsId)) writer.Raw(field.NameUtf8.Span, field.Value.Type, field.Value.Span);
            }
            else if (entry.Nested is not null)
            {
                var value = Nested(field.Value, entry.Nested, context);
                if (!value.IsMissing) writer.Raw(field.NameUtf8.Span, value.Type, value.Span);
                written?.Add(name);
            }
            else if (entry.Part is not null)
            {
                var value = entry.Part(field.Value, context);
                if (!value.IsMissing) writer.Raw(field.NameUtf8.Span, value.Type, value.Span);
            }
            else if (entry.Computed is not null)
            {
                if (_mode != Mode.Add) continue;
                var value = entry.Computed.Evaluate(context);
                if (!value.IsMissing) writer.Raw(field.NameUtf8.Span, value.Type, value.Span);
                written?.Add(name);
            }
            else if (entry.IsIncluded)
            {
                writer.Raw(field.NameUtf8.Span, field.Value.Type, field.Value.Span);
            }
        }
        if (written is null) return;
        foreach (var (name, entry) in node.Entries)
        {
            if (written.Contains(name)) continue;
            var value = entry.Computed?.Evaluate(context) ?? (entry.Nested is { HasComputed: true } nested ? Computed(nested, context) : RawValue.Missing);
            if (!value.IsMissing) writer.Raw(name, value.Type, value.Span);
        }
    }

    private RawValue Nested(RawValue value, ProjectionNode node, EvaluationContext context)
    {
        if (value.Type == BsonType.Document)
        {
            var writer = new BsonWriter(value.Span.Length + 32);
            Write(writer, value.Bytes, node, context, isRoot: false);
            return RawValue.OfDocument(writer.ToArray());
        }
        if (value.Type == BsonType.Array)
        {
            var kept = new List<RawValue>();
            foreach (var element in value.Fields)
            {
                var inner = Nested(element.Value, node, context);
                if (!inner.IsMissing) kept.Add(inner);
            }
            return RawValue.OfArray(RawDocument.BuildArray(kept));
        }
        if (_mode == Mode.Exclude) return value;
        return node.HasComputed ? Computed(node, context) : RawValue.Missing;
    }

    private RawValue Computed(ProjectionNode node, EvaluationContext context)
    {
        var writer = new BsonWriter();
        Write(writer, RawDocument.Empty, node, context, isRoot: false);
        return RawValue.OfDocument(writer.ToArray());
    }
}
