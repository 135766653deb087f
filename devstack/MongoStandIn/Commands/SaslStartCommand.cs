namespace MongoStandIn.Commands;

internal sealed class SaslStartCommand : Command
{
    public override IReadOnlyList<string> Names => ["saslStart"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        arguments.Accept("autoAuthorize", "db");
        var (payload, done) = ScramExchange.Start(context.Server, context.Connection, context.Database, arguments.RequiredText("mechanism"), arguments.Raw("payload"), arguments.Document("options"));
        arguments.End();
        ScramExchange.Write(context.Reply, context.Connection, payload, done);
    }
}
