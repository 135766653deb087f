using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class UpdateCommand : Command
{
    public override IReadOnlyList<string> Names => ["update"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => WriteNeeds.OfUpdate(context);

    public override bool IsWrite => true;

    public override async ValueTask RunAsync(CommandContext context)
    {
        var target = context.Target;
        var updates = context.Arguments.Documents("updates");
        var statements = updates.ConvertAll(StatementParser.Update);
        var batch = new WriteBatch(context, updates.Count);
        var variables = context.Arguments.Document("let");
        context.Arguments.End();
        Namespace.CheckCollection(target.Database, target.Collection);
        var evaluation = context.NewEvaluation(variables, null);
        var writes = context.NewWrites(batch.BypassesValidation);
        int matched = 0, modified = 0;
        var upserted = new List<(int Index, RawValue Id)>();
        await batch.RunAsync(
            updates.Count,
            i =>
            {
                var statement = statements[i](evaluation);
                if (statement.IsMulti && context.Retry is not null) throw new CommandException(ErrorCode.InvalidOptions, "Cannot use (or request) retryable writes with multi=true");
                return writes.Update(target, statement, evaluation, context.Deadline).Outcome;
            },
            (i, outcome) =>
            {
                matched += outcome.Matched;
                modified += outcome.Modified;
                if (!outcome.UpsertedId.IsMissing) upserted.Add((i, outcome.UpsertedId));
            });
        var reply = context.Reply;
        reply.Int32("n", matched);
        reply.Int32("nModified", modified);
        if (upserted.Count > 0)
        {
            reply.StartArray("upserted");
            foreach (var (index, id) in upserted)
            {
                reply.StartDocument("");
                reply.Int32("index", index);
                reply.Raw("_id", id.Type, id.Span);
                reply.End();
            }
            reply.End();
        }
        batch.WriteErrors();
    }
}
