using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class SetParameterCommand : Command
{
    public override IReadOnlyList<string> Names => ["setParameter"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("setParameter")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var seconds = context.Arguments.Integer("transactionLifetimeLimitSeconds");
        context.Arguments.End();
        if (seconds is null) throw new CommandException(ErrorCode.InvalidOptions, "no option found to set: the stand-in knows transactionLifetimeLimitSeconds");
        if (seconds < 1) throw new CommandException(ErrorCode.BadValue, $"Invalid value for parameter transactionLifetimeLimitSeconds: {seconds} is not greater than or equal to 1");
        lock (context.Store.Lock)
        {
            var sessions = context.Server.Sessions;
            context.Reply.Int32("was", (int)sessions.TransactionLifetime.TotalSeconds);
            sessions.TransactionLifetime = TimeSpan.FromSeconds(seconds.Value);
        }
    }
}
