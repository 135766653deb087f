using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class EndSessionsCommand : Command
{
    public override IReadOnlyList<string> Names => ["endSessions"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var sessions = context.Arguments.Documents(context.Name);
        context.Arguments.End();
        lock (context.Store.Lock)
            foreach (var session in sessions) context.Server.Sessions.End(GenericArguments.SessionId(RawValue.OfDocument(session)));
    }
}
