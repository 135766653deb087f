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

    /// <summary>Reads the specification of <c>$project</c> or of a find.</summary>
    public static Projection Parse(ReadOnlyMemory<byte> specification)
    {
        var root = new ProjectionNode();
        Mode? mode = null;
        bool? id = null;
        Read(specification, "", root, ref mode, ref id);
        // {_id: 0} alone excludes, {_id: 1} alone includes.
        mode ??= id == false ? Mode.Exclude : Mode.Include;
        return new Projection(root, mode.Value, keepsId: id ?? true);
    }

    public static Projection ParseAddFields(ReadOnlyMemory<byte> specification)
    {
        var root = new ProjectionNode();
        ReadAdded(specification, "", root);
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

    private static void Read(ReadOnlyMemory<byte> specification, string prefix, ProjectionNode root, ref Mode? mode, ref bool? id)
    {
        foreach (var (name, value) in new RawFields(specification))
        {
            var whole = prefix + name;
            if (whole.EndsWith(".$", StringComparison.Ordinal)) throw new CommandException(ErrorCode.NotImplemented, $"The positional projection '{whole}' is not supported by the stand-in.");
            var path = ExpressionParser.Path(whole);
            if (value.IsNumber || value.Type == BsonType.Boolean)
            {
                var included = value.IsTruthy;
                if (whole == "_id")
                {
                    id = included;
                    root.Add(path.Names, new ProjectionNode.Entry(null, null, included), whole);
                    continue;
                }
                Decide(ref mode, included ? Mode.Include : Mode.Exclude, whole);
                root.Add(path.Names, new ProjectionNode.Entry(null, null, included), whole);
                continue;
            }
            if (value.Type == BsonType.Document && !FilterParser.IsOperators(value))
            {
                if (RawDocument.Count(value.Bytes) == 0) throw CommandException.Location(51270, "An empty sub-projection is not a valid value. Found empty object at path");
                Read(value.Bytes, whole + ".", root, ref mode, ref id);
                continue;
            }
            if (value.Type == BsonType.Document)
                foreach (var field in value.Fields)
                    if (field.Name is "$slice" or "$elemMatch" or "$meta") throw new CommandException(ErrorCode.NotImplemented, $"The projection operator {field.Name} is not supported by the stand-in.");
            Decide(ref mode, Mode.Include, whole);
            root.Add(path.Names, new ProjectionNode.Entry(null, ExpressionParser.Parse(value), IsIncluded: false), whole);
        }
    }

    private static void ReadAdded(ReadOnlyMemory<byte> specification, string prefix, ProjectionNode root)
    {
        foreach (var (name, value) in new RawFields(specification))
        {
            var whole = prefix + name;
            var path = ExpressionParser.Path(whole);
            if (value.Type == BsonType.Document && !FilterParser.IsOperators(value) && RawDocument.Count(value.Bytes) > 0) ReadAdded(value.Bytes, whole + ".", root);
            else root.Add(path.Names, new ProjectionNode.Entry(null, ExpressionParser.Parse(value), IsIncluded: false), whole);
        }
    }

    private static void Decide(ref Mode? mode, Mode wanted, string path)
    {
        mode ??= wanted;
        if (mode == wanted) return;
        throw wanted == Mode.Include
            ? CommandException.Location(31253, $"Cannot do inclusion on field {path} in exclusion projection")
            : CommandException.Location(31254, $"Cannot do exclusion on field {path} in inclusion projection");
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
