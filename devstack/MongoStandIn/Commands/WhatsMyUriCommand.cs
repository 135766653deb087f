namespace MongoStandIn.Commands;

internal sealed class WhatsMyUriCommand : Command
{
    public override IReadOnlyList<string> Names => ["whatsmyuri"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        context.Reply.String("you", context.Connection.RemoteAddress);
    }
}
