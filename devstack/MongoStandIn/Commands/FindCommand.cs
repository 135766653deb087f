using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class FindCommand : Command
{
    public override IReadOnlyList<string> Names => ["find"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "find")];

    protected override void Run(CommandContext context)
    {
        var target = context.Target;
        // The cursor outlives the request's buffer: everything it keeps is read from a copy.
        var arguments = new CommandArguments("find", context.Body.ToArray());
        foreach (var name in GenericNames) arguments.Accept(name);
        var evaluation = context.NewEvaluation(arguments.Document("let"), null);
        var (limit, skip) = (arguments.Amount("limit") ?? 0, arguments.Amount("skip") ?? 0);
        var singleBatch = arguments.Boolean("singleBatch");
        var batchSize = arguments.Amount("batchSize") ?? CursorReply.DefaultFirstBatch;
        var neverExpires = arguments.Boolean("noCursorTimeout");
        var fields = arguments.DocumentOrEmpty("projection");
        var shape = ReadShape(arguments, evaluation);
        var projection = RawDocument.Count(fields) > 0 ? Projection.ParseFind(fields, shape.Filter, evaluation) : null;
        arguments.Refuse("tailable", "awaitData", "returnKey", "showRecordId", "oplogReplay", "allowPartialResults", "ntoreturn", "explain", "term", "readOnce");
        arguments.Accept("allowDiskUse");
        arguments.RefuseCollation();
        arguments.End();
        ServerCursor cursor;
        lock (context.Store.Lock)
        {
            var collection = context.Store.Find(target);
            var documents = DocumentSource.Read(context, target, shape, evaluation);
            if (skip > 0) documents = CountingStages.Skip(skip).Apply(documents, evaluation);
            if (limit > 0) documents = CountingStages.Limit(limit).Apply(documents, evaluation);
            if (projection is not null) documents = new ProjectStage(projection).Apply(documents, evaluation);
            cursor = new DocumentCursor(target, context.Store, collection, documents, context.Deadline);
        }
        CursorReply.Open(context, cursor, batchSize, singleBatch, neverExpires);
    }

    public static readonly string[] GenericNames =
    [
        "find", "aggregate", "$db", "lsid", "$clusterTime", "comment", "$readPreference", "readConcern", "writeConcern", "maxTimeMS", "apiVersion", "apiStrict", "apiDeprecationErrors",
    ];

    private static QueryShape ReadShape(CommandArguments arguments, EvaluationContext evaluation)
    {
        var sort = arguments.DocumentOrEmpty("sort");
        var hint = arguments.Raw("hint");
        var natural = RawDocument.Field(sort, "$natural"u8);
        if (!natural.IsMissing)
        {
            if (RawDocument.Count(sort) != 1 || !hint.IsMissing) throw new CommandException(ErrorCode.BadValue, "$natural sort cannot be set to a value other than -1 or 1, and not beside other sort fields or a hint.");
            hint = RawValue.OfDocument(sort);
            sort = RawDocument.Empty;
        }
        return new QueryShape(FilterParser.Parse(arguments.DocumentOrEmpty("filter"), evaluation))
        {
            Sort = SortOrder.Parse(sort),
            Hint = hint,
            Min = NotEmpty(arguments.Document("min")),
            Max = NotEmpty(arguments.Document("max")),
        };
    }

    private static RawValue NotEmpty(RawValue bound) => bound.IsMissing || RawDocument.Count(bound.Bytes) == 0 ? RawValue.Missing : bound;
}
