using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Aggregation.Stages;
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

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => PipelineNeeds.Of(context);

    protected override void Run(CommandContext context)
    {
        // The cursor outlives the request's buffer: everything it keeps is read from a copy.
        var arguments = new CommandArguments("aggregate", context.Body.ToArray());
        foreach (var name in FindCommand.GenericNames) arguments.Accept(name);
        var isWholeDatabase = arguments.Raw("aggregate") is { IsNumber: true };
        var target = isWholeDatabase ? new Namespace(context.Database, "$cmd.aggregate") : context.Target;
        var evaluation = context.NewEvaluation(arguments.Document("let"), new PipelineSource(context, target));
        var array = arguments.Array("pipeline");
        if (array.IsMissing) throw arguments.Required("pipeline");
        var pipeline = RawDocument.Values(array.Bytes);
        var cursorOptions = arguments.Document("cursor");
        var hint = arguments.Raw("hint");
        arguments.RefuseCollation();
        arguments.Refuse("explain", "exchange", "fromMongos", "needsMerge", "isMapReduceCommand");
        arguments.Accept("allowDiskUse", "bypassDocumentValidation");
        arguments.End();
        if (cursorOptions.IsMissing) throw new CommandException(ErrorCode.FailedToParse, "The 'cursor' option is required, except for aggregate with the explain argument");
        var batchSize = CursorReply.BatchSize(cursorOptions, "aggregate.cursor");
        if (pipeline.Count > 0 && StageParser.Single(pipeline[0]) is ("$changeStream", var options))
        {
            if (context.IsTransactional) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, "$changeStream cannot be used in a transaction");
            if (context.Server.Options.IsStandalone) throw CommandException.Location(40573, "The $changeStream stage is only supported on replica sets");
            var stream = ChangeStreamParser.Open(context.Store, isWholeDatabase ? new Namespace(context.Database, "") : target, options, pipeline[1..], evaluation);
            CursorReply.Open(context, new ChangeStreamCursor(target, context.Store, stream, context.Server.FailPoints.ChangeStreamStandsStill), batchSize, isSingleBatch: false, neverExpires: false);
            return;
        }
        if (isWholeDatabase && pipeline.Count > 0 && StageParser.Single(pipeline[0]) is ("$documents", var given))
        {
            OpenDocuments(context, target, given, StageParser.Parse(pipeline[1..], evaluation), evaluation, batchSize);
            return;
        }
        var stages = StageParser.Parse(pipeline, evaluation);
        if (isWholeDatabase) throw new CommandException(ErrorCode.InvalidNamespace, "{aggregate: 1} is not valid for this pipeline; the stand-in supports it for $changeStream and $documents.");
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
            var collection = context.Scope.Find(target);
            var documents = DocumentSource.Read(context, target, shape, evaluation);
            foreach (var stage in stages.Skip(rest)) documents = stage.Apply(documents, evaluation);
            if (stages is [.., OutStage or MergeStage]) documents = documents.ToList();
            CursorReply.Open(context, new DocumentCursor(target, context.Store, collection, documents, context.Deadline), batchSize, isSingleBatch: false, neverExpires: false);
        }
    }

    /// <summary><c>$documents</c>: the pipeline runs over what the command itself brings.</summary>
    private static void OpenDocuments(CommandContext context, Namespace target, RawValue given, List<Stage> stages, EvaluationContext evaluation, long batchSize)
    {
        var array = ExpressionParser.Parse(given, evaluation).Evaluate(evaluation);
        if (array.Type != BsonType.Array) throw CommandException.Location(5858203, "$documents: an array is expected");
        var documents = RawDocument.Values(array.Bytes).ConvertAll(v => v.Type == BsonType.Document ? v.Bytes : throw CommandException.Location(40228, $"'newRoot' expression must evaluate to an object, but resulting value was: {BsonText.Of(v)}"));
        lock (context.Store.Lock)
        {
            IEnumerable<ReadOnlyMemory<byte>> result = documents;
            foreach (var stage in stages) result = stage.Apply(result, evaluation);
            if (stages is [.., OutStage or MergeStage]) result = result.ToList();
            CursorReply.Open(context, new DocumentCursor(target, context.Store, null, result, context.Deadline), batchSize, isSingleBatch: false, neverExpires: false);
        }
    }
}
