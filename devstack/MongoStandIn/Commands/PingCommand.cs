namespace MongoStandIn.Commands;

internal sealed class PingCommand : Command
{
    public override IReadOnlyList<string> Names => ["ping"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
    }
}
