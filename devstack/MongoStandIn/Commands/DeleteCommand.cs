using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class DeleteCommand : Command
{
    public override IReadOnlyList<string> Names => ["delete"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => WriteNeeds.Of(context, "remove");

    public override bool IsWrite => true;

    public override async ValueTask RunAsync(CommandContext context)
    {
        var target = context.Target;
        var deletes = context.Arguments.Documents("deletes");
        var statements = deletes.ConvertAll(StatementParser.Delete);
        var batch = new WriteBatch(context, deletes.Count);
        var variables = context.Arguments.Document("let");
        context.Arguments.End();
        var evaluation = context.NewEvaluation(variables, null);
        var writes = context.NewWrites();
        var deleted = 0;
        await batch.RunAsync(
            deletes.Count,
            i =>
            {
                var (shape, isMulti) = statements[i](evaluation);
                if (isMulti && context.Retry is not null) throw new CommandException(ErrorCode.InvalidOptions, "Cannot use (or request) retryable writes with limit=0");
                return writes.Delete(target, shape, isMulti, evaluation, context.Deadline).Outcome;
            },
            (_, outcome) => deleted += outcome.Matched);
        context.Reply.Int32("n", deleted);
        batch.WriteErrors();
    }
}
