using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Ends sessions, with their transactions and cursors; <c>killSessions</c> does the same.</summary>
internal sealed class EndSessionsCommand : Command
{
    public override IReadOnlyList<string> Names => ["endSessions", "killSessions"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var sessions = context.Arguments.Documents(context.Name);
        context.Arguments.End();
        foreach (var document in sessions)
        {
            var id = GenericArguments.SessionId(RawValue.OfDocument(document));
            lock (context.Store.Lock) context.Server.Sessions.End(id);
            context.Server.Cursors.KillAll(cursor => cursor.Session == id);
        }
    }
}
