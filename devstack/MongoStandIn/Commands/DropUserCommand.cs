namespace MongoStandIn.Commands;

internal sealed class DropUserCommand() : UserCommand("dropUser", "dropUser")
{
    protected override void Run(CommandContext context)
    {
        var name = Name(context);
        context.Arguments.End();
        context.Server.Users.Remove(name);
    }
}
