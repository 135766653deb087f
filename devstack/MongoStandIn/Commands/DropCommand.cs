using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class DropCommand : Command
{
    public override IReadOnlyList<string> Names => ["drop"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "dropCollection")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var target = context.Target;
        context.Arguments.End();
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () =>
        {
            // Since MongoDB 7.0 dropping what is not there succeeds, without the details.
            var indexes = context.Store.Find(target)?.Indexes.Count;
            if (!context.Store.Drop(target)) return;
            context.Reply.Int32("nIndexesWas", indexes ?? 0);
            context.Reply.String("ns", target.ToString());
        });
    }
}
