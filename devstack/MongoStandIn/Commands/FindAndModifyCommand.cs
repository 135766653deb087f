using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.FailPoints;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class FindAndModifyCommand : Command
{
    public override IReadOnlyList<string> Names => ["findAndModify", "findandmodify"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => WriteNeeds.OfFindAndModify(context);

    public override bool IsWrite => true;

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var filter = arguments.DocumentOrEmpty("query");
        var sort = SortOrder.Parse(arguments.DocumentOrEmpty("sort"));
        var fields = arguments.DocumentOrEmpty("fields");
        var (remove, wantsNew, upsert, update, hint) = (arguments.Boolean("remove"), arguments.Boolean("new"), arguments.Boolean("upsert"), arguments.Raw("update"), arguments.Raw("hint"));
        var statementId = (int)(arguments.Integer("stmtId") ?? 0);
        var bypasses = arguments.Boolean("bypassDocumentValidation");
        var arrayFilters = arguments.Array("arrayFilters");
        var variables = arguments.Document("let");
        arguments.RefuseCollation();
        arguments.End();
        Namespace.CheckCollection(target.Database, target.Collection);
        if (remove == !update.IsMissing) throw new CommandException(ErrorCode.FailedToParse, remove ? "Cannot specify both an update and remove=true" : "Either an update or remove=true must be specified");
        if (remove && upsert) throw new CommandException(ErrorCode.FailedToParse, "Cannot specify both upsert=true and remove=true");
        if (remove && wantsNew) throw new CommandException(ErrorCode.FailedToParse, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
        var evaluation = context.NewEvaluation(variables, null);
        var shape = new QueryShape(FilterParser.Parse(filter, evaluation)) { Sort = sort, Hint = hint };
        var projection = RawDocument.Count(fields) > 0 ? Projection.ParseFind(fields, shape.Filter, evaluation) : null;
        var writes = context.NewWrites(bypasses);
        await BlockableStatement.RunAsync(context, () =>
        {
            if (context.Retry is { } key && context.Server.Sessions.Find(key, statementId) is { } remembered)
            {
                Copy(remembered, context.Reply);
                context.Reply.StartArray("retriedStmtIds");
                context.Reply.Int32("", statementId);
                context.Reply.End();
                return remembered;
            }
            var failure = context.Retry is null ? default : TransactionalWriteFailure.Begin(context);
            var outcome = remove ? Remove() : Change();
            if (context.Retry is { } fresh) context.Server.Sessions.Record(fresh, statementId, outcome);
            failure.End(context);
            Copy(outcome, context.Reply);
            return outcome;
        });

        StatementOutcome Remove()
        {
            var (outcome, before) = writes.Delete(target, shape, isMulti: false, evaluation, context.Deadline);
            return outcome with { Answer = Answer(outcome, before, isRemove: true) };
        }

        StatementOutcome Change()
        {
            var statement = new UpdateStatement(filter, shape, UpdateSpec.Parse(update, evaluation, arrayFilters, shape.Filter), IsMulti: false, upsert);
            var (outcome, before, after) = writes.Update(target, statement, evaluation, context.Deadline);
            return outcome with { Answer = Answer(outcome, wantsNew ? after : before, isRemove: false) };
        }

        byte[] Answer(StatementOutcome outcome, byte[]? value, bool isRemove) => RawDocument.Build(w =>
        {
            w.StartDocument("lastErrorObject");
            w.Int32("n", outcome.Matched);
            if (!isRemove) w.Boolean("updatedExisting", outcome.Matched > 0 && outcome.UpsertedId.IsMissing);
            if (!outcome.UpsertedId.IsMissing) w.Raw("upserted", outcome.UpsertedId.Type, outcome.UpsertedId.Span);
            w.End();
            if (value is null) w.Null("value");
            else w.Document("value", projection?.Apply(value, evaluation) ?? value);
        });
    }

    private static void Copy(StatementOutcome outcome, BsonWriter reply)
    {
        foreach (var element in new BsonReader(outcome.Answer)) reply.Raw(element.NameUtf8, element.Type, element.Value);
    }
}
