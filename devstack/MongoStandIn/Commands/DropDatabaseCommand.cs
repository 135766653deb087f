using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class DropDatabaseCommand : Command
{
    public override IReadOnlyList<string> Names => ["dropDatabase"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, "dropDatabase")];

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        if (context.Database is "admin" or "config" or "local") throw new CommandException(ErrorCode.IllegalOperation, $"Dropping the '{context.Database}' database is prohibited.");
        lock (context.Store.Lock)
        {
            if (context.Store.DropDatabase(context.Database)) context.Reply.String("dropped", context.Database);
        }
    }
}
