using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>An update by aggregation stages.</summary>
internal sealed class PipelineUpdate : UpdateSpec
{
    private readonly List<DocumentStage> _stages = [];

    public PipelineUpdate(RawValue pipeline, EvaluationContext context)
    {
        foreach (var element in pipeline.Fields)
        {
            var (name, value) = StageParser.Single(element.Value);
            if (name is not ("$set" or "$addFields" or "$unset" or "$project" or "$replaceRoot" or "$replaceWith"))
            {
                // An unknown stage is named as such; a known one is not allowed here.
                StageParser.Stage(name, value, context);
                throw new CommandException(ErrorCode.InvalidOptions, $"{name} is not allowed to be used within an update");
            }
            _stages.Add((DocumentStage)StageParser.Stage(name, value, context));
        }
    }

    public override UpdateResult Apply(ReadOnlyMemory<byte> before, bool isInsert, EvaluationContext context)
    {
        var after = before;
        foreach (var stage in _stages) after = stage.Transform(after, context)!.Value;
        var id = RawDocument.Field(before, "_id"u8);
        if (!id.IsMissing && RawDocument.Field(after, "_id"u8).IsMissing)
        {
            var writer = new BsonWriter(after.Length + 64);
            writer.Raw("_id"u8, id.Type, id.Span);
            foreach (var element in new BsonReader(after.Span)) writer.Raw(element.NameUtf8, element.Type, element.Value);
            after = writer.ToArray();
        }
        RequireSameId(before, after);
        var bytes = after.ToArray();
        if (isInsert) return new UpdateResult(bytes, null);
        var changes = DocumentDiff.Compute(before, bytes);
        // MongoDB logs a replacement when telling the difference would take more room than the document.
        return new UpdateResult(bytes, changes.ToBytes().Length > bytes.Length + 64 ? null : changes);
    }
}
