using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class AggregateCommand : Command
{
    public override IReadOnlyList<string> Names => ["aggregate"];

    public override IEnumerable<Need> Needs(CommandContext context) => PipelineNeeds.Of(context);

    protected override void Run(CommandContext context)
    {
        // The cursor outlives the request's buffer: everything it keeps is read from a copy.
        var arguments = new CommandArguments("aggregate", context.Body.ToArray());
        foreach (var name in FindCommand.GenericNames) arguments.Accept(name);
        var evaluation = context.NewEvaluation();
        var array = arguments.Array("pipeline");
        if (array.IsMissing) throw arguments.Required("pipeline");
        var pipeline = RawDocument.Values(array.Bytes);
        var cursorOptions = arguments.Document("cursor");
        var hint = arguments.Raw("hint");
        arguments.Refuse("explain", "let", "collation", "exchange", "fromMongos", "needsMerge", "isMapReduceCommand");
        arguments.Accept("allowDiskUse", "bypassDocumentValidation");
        arguments.End();
        if (cursorOptions.IsMissing) throw new CommandException(ErrorCode.FailedToParse, "The 'cursor' option is required, except for aggregate with the explain argument");
        var batchSize = CursorReply.BatchSize(cursorOptions, "aggregate.cursor");
        var isWholeDatabase = arguments.Raw("aggregate") is { IsNumber: true };
        var target = isWholeDatabase ? new Namespace(context.Database, "$cmd.aggregate") : context.Target;
        if (pipeline.Count > 0 && StageParser.Single(pipeline[0]) is ("$changeStream", var options))
        {
            if (context.Server.Options.IsStandalone) throw CommandException.Location(40573, "The $changeStream stage is only supported on replica sets");
            var stream = ChangeStreamParser.Open(context.Store, isWholeDatabase ? new Namespace(context.Database, "") : target, options, pipeline[1..], evaluation);
            CursorReply.Open(context, new ChangeStreamCursor(target, context.Store, stream), batchSize, isSingleBatch: false, neverExpires: false);
            return;
        }
        var stages = StageParser.Parse(pipeline, evaluation);
        if (isWholeDatabase) throw new CommandException(ErrorCode.InvalidNamespace, "{aggregate: 1} is not valid for this pipeline; the stand-in supports it for $changeStream.");
        Open(context, target, stages, evaluation, hint, batchSize);
    }

    private static void Open(CommandContext context, Namespace target, List<Stage> stages, EvaluationContext evaluation, RawValue hint, long batchSize)
    {
        var shape = new QueryShape(new AndNode([])) { Hint = hint };
        var rest = 0;
        // What the pipeline begins with decides how the collection is read.
        if (stages is [MatchStage match, ..]) (shape, rest) = (shape with { Filter = match.Node }, 1);
        if (rest < stages.Count && stages[rest] is SortStage sort) (shape, rest) = (shape with { Sort = sort.Order }, rest + 1);
        lock (context.Store.Lock)
        {
            var collection = context.Store.Find(target);
            var documents = DocumentSource.Read(context, target, shape, evaluation);
            foreach (var stage in stages.Skip(rest)) documents = stage.Apply(documents, evaluation);
            CursorReply.Open(context, new DocumentCursor(target, context.Store, collection, documents, context.Deadline), batchSize, isSingleBatch: false, neverExpires: false);
        }
    }
}
