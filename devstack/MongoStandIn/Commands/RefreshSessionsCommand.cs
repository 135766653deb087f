using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Keeps sessions from timing out.</summary>
internal sealed class RefreshSessionsCommand : Command
{
    public override IReadOnlyList<string> Names => ["refreshSessions"];

    protected override void Run(CommandContext context)
    {
        var sessions = context.Arguments.Documents(context.Name);
        context.Arguments.End();
        lock (context.Store.Lock)
            foreach (var session in sessions) context.Server.Sessions.Use(GenericArguments.SessionId(RawValue.OfDocument(session)));
    }
}
