using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$facet</c>: several pipelines over the same documents, one document out.</summary>
internal sealed class FacetStage : Stage
{
    private readonly List<(string Name, List<Stage> Pipeline)> _facets = [];

    public FacetStage(RawValue specification, EvaluationContext context)
    {
        if (specification.Type != BsonType.Document || RawDocument.Count(specification.Bytes) == 0) throw CommandException.Location(40169, "the $facet specification must be a non-empty object, but found: " + BsonText.Of(specification));
        foreach (var (name, value) in specification.Fields)
        {
            if (value.Type != BsonType.Array) throw CommandException.Location(40170, $"arguments to $facet must be arrays, {name} is type {BsonTypeAlias.Of(value.Type)}");
            if (name.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(16412, "FieldPath field names may not contain '.'. Consider using $getField or $setField.");
            _facets.Add((ExpressionParser.Path(name).Text, StageParser.Parse(RawDocument.Values(value.Bytes), context, "$facet")));
        }
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var documents = source.ToList();
        yield return RawDocument.Build(w =>
        {
            foreach (var (name, pipeline) in _facets)
            {
                IEnumerable<ReadOnlyMemory<byte>> result = documents;
                foreach (var stage in pipeline) result = stage.Apply(result, context);
                w.Raw(name, BsonType.Array, RawDocument.BuildArray(result.Select(RawValue.OfDocument).ToList()));
            }
        });
    }
}
