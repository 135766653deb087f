using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

/// <summary>Ends all sessions, with their transactions and cursors. Naming users or patterns is not built: it ends those of everybody or fails.</summary>
internal sealed class KillAllSessionsCommand : Command
{
    public override IReadOnlyList<string> Names => ["killAllSessions", "killAllSessionsByPattern"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("killAnySession")];

    protected override void Run(CommandContext context)
    {
        var which = context.Arguments.Documents(context.Name);
        context.Arguments.End();
        if (which.Exists(pattern => Values.RawDocument.Count(pattern) > 0))
            throw new Errors.CommandException(Errors.ErrorCode.InvalidOptions, $"The stand-in's {context.Name} ends the sessions of everybody: pass an empty list.");
        lock (context.Store.Lock) context.Server.Sessions.EndAll();
        context.Server.Cursors.KillAll(cursor => cursor.Session is not null);
    }
}
