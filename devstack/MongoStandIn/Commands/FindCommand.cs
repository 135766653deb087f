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

    public override TransactionUse Transactions => TransactionUse.Allowed;

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
        var (isTailable, awaits) = (arguments.Boolean("tailable"), arguments.Boolean("awaitData"));
        if (awaits && !isTailable) throw new CommandException(ErrorCode.FailedToParse, "Cannot set 'awaitData' without also setting 'tailable'");
        arguments.Refuse("returnKey", "showRecordId", "oplogReplay", "allowPartialResults", "ntoreturn", "explain", "term", "readOnce");
        arguments.Accept("allowDiskUse");
        arguments.RefuseCollation();
        arguments.End();
        ServerCursor cursor;
        lock (context.Store.Lock)
        {
            var collection = context.Scope.Find(target);
            if (isTailable)
            {
                if (shape.Sort is not null || (shape.Hint.Field("$natural"u8) is { IsMissing: false } natural && Numbers.ToDouble(natural) < 0)) throw new CommandException(ErrorCode.BadValue, "cannot use tailable option with a sort other than {$natural: 1}");
                cursor = new TailableCursor(target, context.Store, DocumentSource.Tail(context, target, shape), shape.Filter, projection is null ? null : new ProjectStage(projection), evaluation, awaits);
                CursorReply.Open(context, cursor, batchSize, singleBatch, neverExpires);
                return;
            }
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
        "find", "aggregate", "$db", "lsid", "$clusterTime", "comment", "$readPreference", "readConcern", "writeConcern", "maxTimeMS", "apiVersion", "apiStrict", "apiDeprecationErrors", "txnNumber", "autocommit", "startTransaction",
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
