namespace MongoStandIn.Commands;

internal sealed class LogoutCommand : Command
{
    public override IReadOnlyList<string> Names => ["logout"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        context.Connection.User = null;
    }
}
