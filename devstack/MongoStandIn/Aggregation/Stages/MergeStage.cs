using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$merge</c>: every document is put into a collection, by the fields of a unique index.</summary>
internal sealed class MergeStage : Stage
{
    private readonly string? _database;
    private readonly string _collection;
    private readonly List<string> _on = ["_id"];
    private readonly string _whenMatched = "merge";
    private readonly string _whenNotMatched = "insert";
    private readonly List<DocumentStage>? _pipeline;

    public MergeStage(RawValue specification, EvaluationContext context)
    {
        if (specification.Type == BsonType.String)
        {
            _collection = specification.AsString();
            return;
        }
        if (specification.Type != BsonType.Document) throw CommandException.Location(51182, $"$merge only supports a string or object argument, not {BsonTypeAlias.Of(specification.Type)}");
        var into = RawValue.Missing;
        var inner = context.Inner();
        inner.Define("new", RawValue.Missing);
        foreach (var (option, value) in specification.Fields)
        {
            switch (option)
            {
                case "into": into = value; break;
                case "on": _on = On(value); break;
                case "whenMatched" when value.Type == BsonType.Array: (_whenMatched, _pipeline) = ("pipeline", StageParser.Parse(RawDocument.Values(value.Bytes), inner, "$merge").ConvertAll(s => (DocumentStage)s)); break;
                case "whenMatched": _whenMatched = Choice(option, value, "replace", "keepExisting", "merge", "fail"); break;
                case "whenNotMatched": _whenNotMatched = Choice(option, value, "insert", "discard", "fail"); break;
                case "let": throw new CommandException(ErrorCode.NotImplemented, "The option 'let' of $merge is not supported by the stand-in.");
                default: throw CommandException.Location(40415, $"BSON field '$merge.{option}' is an unknown field.");
            }
        }
        if (into.Type == BsonType.String) _collection = into.AsString();
        else
        {
            if (into.Type != BsonType.Document) throw CommandException.Location(into.IsMissing ? 40414 : 51178, into.IsMissing ? "BSON field '$merge.into' is missing but a required field" : $"$merge 'into' field  must be either a string or an object, but found {BsonTypeAlias.Of(into.Type)}");
            _database = into.Field("db"u8) is { Type: BsonType.String } database ? database.AsString() : null;
            _collection = into.Field("coll"u8) is { Type: BsonType.String } collection ? collection.AsString() : throw CommandException.Location(40414, "BSON field 'into.coll' is missing but a required field");
        }
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var target = context.Source!.Open(_database ?? context.Source.Database, _collection);
        if (!target.HasUniqueIndex(_on)) throw CommandException.Location(51183, "Cannot find index to verify that join fields will be unique");
        foreach (var document in source.Select(d => (ReadOnlyMemory<byte>)d.ToArray()).ToList()) Put(document, target, context);
        return [];
    }

    private void Put(ReadOnlyMemory<byte> document, IPipelineTarget target, EvaluationContext context)
    {
        var key = RawDocument.Build(w =>
        {
            foreach (var field in _on)
            {
                var value = RawDocument.Field(document, System.Text.Encoding.UTF8.GetBytes(field));
                if (value.IsNullish || value.Type == BsonType.Array) throw CommandException.Location(value.Type == BsonType.Array ? 51185 : 51132, $"$merge write error: 'on' field '{field}' cannot be missing, null, undefined or an array");
                w.Raw(field, value.Type, value.Span);
            }
        });
        if (target.Find(key) is not { } existing)
        {
            if (_whenNotMatched == "fail") throw CommandException.Location(13113, "$merge could not find a matching document in the target collection for at least one document in the source collection");
            if (_whenNotMatched == "insert") target.Insert(document);
            return;
        }
        switch (_whenMatched)
        {
            case "keepExisting": return;
            case "fail": throw new CommandException(ErrorCode.DuplicateKey, $"$merge failed: a document with the key {BsonText.Document(key)} exists in the target collection");
            case "replace": target.Replace(key, document); break;
            case "merge": target.Replace(key, Functions.ObjectFunctions.Merge([RawValue.OfDocument(existing), RawValue.OfDocument(document)]).Bytes); break;
            default:
                var inner = context.Inner();
                inner.Define("new", RawValue.OfDocument(document));
                ReadOnlyMemory<byte> changed = existing;
                foreach (var stage in _pipeline!) changed = stage.Transform(changed, inner)!.Value;
                target.Replace(key, changed);
                break;
        }
    }

    private static List<string> On(RawValue value)
    {
        if (value.Type == BsonType.String) return [value.AsString()];
        if (value.Type != BsonType.Array) throw CommandException.Location(51186, $"$merge 'on' field  must be either a string or an array of strings, but found {BsonTypeAlias.Of(value.Type)}");
        var fields = RawDocument.Values(value.Bytes).ConvertAll(v => v.Type == BsonType.String ? v.AsString() : throw CommandException.Location(51134, $"$merge 'on' array elements must be strings, but found {BsonTypeAlias.Of(v.Type)}"));
        return fields.Count > 0 ? fields : throw CommandException.Location(51187, "If explicitly specifying $merge 'on', must include at least one field");
    }

    private static string Choice(string option, RawValue value, params ReadOnlySpan<string> allowed)
    {
        if (value.Type == BsonType.String && allowed.Contains(value.AsString())) return value.AsString();
        throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{(value.Type == BsonType.String ? value.AsString() : BsonText.Of(value))}' for field '$merge.{option}' is not a valid value.");
    }
}
