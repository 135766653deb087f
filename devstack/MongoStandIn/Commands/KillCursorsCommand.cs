using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class KillCursorsCommand : Command
{
    public override IReadOnlyList<string> Names => ["killCursors"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    protected override void Run(CommandContext context)
    {
        _ = context.Target;
        var arguments = context.Arguments;
        var cursors = arguments.Array("cursors");
        arguments.End();
        if (cursors.IsMissing) throw arguments.Required("cursors");
        var mayKillAny = Access.Has(context, Need.OnCluster("killAnyCursor")) || Access.Has(context, Need.On(context.Target, "killAnyCursor"));
        var (killed, missing) = (new List<long>(), new List<long>());
        foreach (var element in cursors.Fields)
        {
            if (element.Value.Type != BsonType.Int64) throw new CommandException(ErrorCode.TypeMismatch, "killCursors.cursors must hold longs");
            var id = element.Value.AsInt64();
            (context.Server.Cursors.Kill(id, context.Connection.User, mayKillAny) ? killed : missing).Add(id);
        }
        Write(context.Reply, "cursorsKilled", killed);
        Write(context.Reply, "cursorsNotFound", missing);
        Write(context.Reply, "cursorsAlive", []);
        Write(context.Reply, "cursorsUnknown", []);
    }

    private static void Write(BsonWriter reply, string name, List<long> ids)
    {
        reply.StartArray(name);
        foreach (var id in ids) reply.Int64("", id);
        reply.End();
    }
}
