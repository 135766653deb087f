using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class DropDatabaseCommand : Command
{
    public override IReadOnlyList<string> Names => ["dropDatabase"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, "dropDatabase")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        context.Arguments.End();
        if (context.Database is "admin" or "config" or "local") throw new CommandException(ErrorCode.IllegalOperation, $"Dropping the '{context.Database}' database is prohibited.");
        await BlockableStatement.DefineAsync(context, transaction => transaction.TouchesDatabase(context.Database), () =>
        {
            if (context.Store.DropDatabase(context.Database)) context.Reply.String("dropped", context.Database);
        });
    }
}
