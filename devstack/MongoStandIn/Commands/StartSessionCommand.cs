using MongoStandIn.Sessions;

namespace MongoStandIn.Commands;

internal sealed class StartSessionCommand : Command
{
    public override IReadOnlyList<string> Names => ["startSession"];

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        var id = Guid.NewGuid();
        lock (context.Store.Lock) context.Server.Sessions.Use(id);
        context.Reply.StartDocument("id");
        context.Reply.Binary("id", id.ToByteArray(bigEndian: true), subtype: 4);
        context.Reply.End();
        context.Reply.Int32("timeoutMinutes", (int)SessionTable.Timeout.TotalMinutes);
    }
}
