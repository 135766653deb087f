using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$unionWith</c>: the documents of another collection, or of a pipeline over it, behind those that come in.</summary>
internal sealed class UnionStage : Stage
{
    private readonly string _collection;
    private readonly List<Stage> _pipeline = [];

    public UnionStage(RawValue specification, EvaluationContext context)
    {
        if (specification.Type == BsonType.String)
        {
            _collection = specification.AsString();
            return;
        }
        if (specification.Type != BsonType.Document) throw new CommandException(ErrorCode.FailedToParse, $"the $unionWith stage specification must be an object or string, but found {BsonTypeAlias.Of(specification.Type)}");
        var collection = RawValue.Missing;
        foreach (var (option, value) in specification.Fields)
        {
            switch (option)
            {
                case "coll": collection = value; break;
                case "pipeline" when value.Type == BsonType.Array: _pipeline = StageParser.Parse(RawDocument.Values(value.Bytes), context.Inner(), "$unionWith"); break;
                case "pipeline": throw new CommandException(ErrorCode.TypeMismatch, $"BSON field '$unionWith.pipeline' is the wrong type '{BsonTypeAlias.Of(value.Type)}', expected type 'array'");
                default: throw CommandException.Location(40415, $"BSON field '$unionWith.{option}' is an unknown field.");
            }
        }
        _collection = collection.Type == BsonType.String ? collection.AsString() : throw new CommandException(ErrorCode.FailedToParse, "$unionWith stage without explicit collection must have a pipeline with $documents as first stage");
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var document in source) yield return document;
        var inner = context.Inner();
        IEnumerable<ReadOnlyMemory<byte>> others = context.Source!.Find(_collection, new ConstantNode(true), inner);
        foreach (var stage in _pipeline) others = stage.Apply(others, inner);
        foreach (var document in others) yield return document;
    }
}
