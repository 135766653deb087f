using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$lookup</c>: by equal fields, by a pipeline, or by both.</summary>
internal sealed class LookupStage : Stage
{
    private readonly string _from;
    private readonly string _as;
    private readonly FieldPath? _local;
    private readonly FieldPath? _foreign;
    private readonly List<(string Name, Expression Value)> _variables = [];
    private readonly List<Stage> _pipeline = [];

    public LookupStage(RawValue specification, EvaluationContext context)
    {
        if (specification.Type != BsonType.Document) throw new CommandException(ErrorCode.FailedToParse, $"the $lookup stage specification must be an object, but found {BsonTypeAlias.Of(specification.Type)}");
        var (from, name, local, foreign) = ("", "", "", "");
        RawValue pipeline = default, variables = default;
        foreach (var (option, value) in specification.Fields)
        {
            switch (option)
            {
                case "from": from = Text(option, value); break;
                case "as": name = Text(option, value); break;
                case "localField": local = Text(option, value); break;
                case "foreignField": foreign = Text(option, value); break;
                case "pipeline": pipeline = value.Type == BsonType.Array ? value : throw new CommandException(ErrorCode.TypeMismatch, "A pipeline must be an array"); break;
                case "let": variables = value.Type == BsonType.Document ? value : throw new CommandException(ErrorCode.FailedToParse, $"$lookup argument 'let' must be an object, is type {BsonTypeAlias.Of(value.Type)}"); break;
                default: throw new CommandException(ErrorCode.FailedToParse, $"unknown argument to $lookup: {option}");
            }
        }
        if (from.Length == 0) throw new CommandException(ErrorCode.FailedToParse, "must specify 'pipeline' when 'from' is empty");
        if (name.Length == 0) throw new CommandException(ErrorCode.FailedToParse, "must specify 'as' field for a $lookup");
        if ((local.Length == 0) != (foreign.Length == 0)) throw new CommandException(ErrorCode.FailedToParse, "$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
        if (local.Length == 0 && pipeline.IsMissing) throw new CommandException(ErrorCode.FailedToParse, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
        if (!variables.IsMissing && pipeline.IsMissing) throw new CommandException(ErrorCode.FailedToParse, "$lookup with a 'let' argument must also specify 'pipeline'");
        (_from, _as) = (from, ExpressionParser.Path(name).Text);
        if (local.Length > 0) (_local, _foreign) = (ExpressionParser.Path(local), ExpressionParser.Path(foreign));
        var inner = context.Inner();
        if (!variables.IsMissing)
            foreach (var (variable, value) in variables.Fields)
            {
                _variables.Add((ExpressionParser.VariableName(variable), ExpressionParser.Parse(value, context)));
                inner.Define(variable, RawValue.Missing);
            }
        if (!pipeline.IsMissing) _pipeline = StageParser.Parse(RawDocument.Values(pipeline.Bytes), inner, "$lookup");
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var document in source)
        {
            var inner = context.Inner();
            context.For(RawValue.OfDocument(document));
            foreach (var (name, value) in _variables) inner.Define(name, value.Evaluate(context));
            IEnumerable<ReadOnlyMemory<byte>> found = context.Source!.Find(_from, Filter(document), inner);
            foreach (var stage in _pipeline) found = stage.Apply(found, inner);
            var array = RawValue.OfArray(RawDocument.BuildArray(found.Select(RawValue.OfDocument)));
            var target = new UpdateTarget(document);
            target.Replace(new FieldPath(_as), array);
            yield return target.Root.ToBytes();
        }
    }

    private MatchNode Filter(ReadOnlyMemory<byte> document)
    {
        if (_local is null) return new ConstantNode(true);
        var values = new List<RawValue>();
        PathWalker.Collect(document, _local, values);
        // What is not there is looked up as null.
        if (values.Count == 0 && PathWalker.FirstValue(RawValue.OfDocument(document), _local).IsNullish) values.Add(RawValue.Null);
        return new PathNode(_foreign!, new InTest(values, []));
    }

    private static string Text(string option, RawValue value) =>
        value.Type == BsonType.String ? value.AsString() : throw new CommandException(ErrorCode.FailedToParse, $"$lookup argument '{option}: {BsonText.Of(value)}' must be a string, is type {BsonTypeAlias.Of(value.Type)}");
}
