using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class SaslContinueCommand : Command
{
    public override IReadOnlyList<string> Names => ["saslContinue"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var id = arguments.Integer("conversationId");
        var payload = ScramExchange.Payload(arguments.Raw("payload"));
        arguments.End();
        var connection = context.Connection;
        if (connection.Conversation is not { } conversation || conversation.Id != id) throw new CommandException(ErrorCode.ProtocolError, "No SASL session state found");
        try
        {
            var answer = conversation.Continue(payload.Span);
            ScramExchange.Write(context.Reply, connection, answer, conversation.IsDone);
            if (!conversation.IsDone) return;
            connection.User = conversation.Name;
            connection.Conversation = null;
        }
        catch (CommandException)
        {
            connection.Conversation = null;
            throw;
        }
    }
}
