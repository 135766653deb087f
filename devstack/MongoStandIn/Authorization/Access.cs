using MongoStandIn.Commands;
using MongoStandIn.Errors;

namespace MongoStandIn.Authorization;

/// <summary>Judges whether a connection may run a command. Only a server with users judges.</summary>
internal static class Access
{
    /// <exception cref="CommandException">Nobody has authenticated, or the user lacks a privilege: error 13.</exception>
    public static void Check(CommandContext context, Command command)
    {
        if (!context.Server.RequiresAuthentication || command.NeedsNoAuthentication) return;
        if (context.Connection.User is null) throw new CommandException(ErrorCode.Unauthorized, $"Command {context.Name} requires authentication");
        foreach (var need in command.Needs(context))
            if (!Has(context, need)) throw new CommandException(ErrorCode.Unauthorized, $"not authorized on {context.Database} to execute command {{ {context.Name}: … }}: it needs the action '{need.Action}'");
    }

    /// <summary>Whether the command's user may do something.</summary>
    public static bool Has(CommandContext context, Need need) =>
        !context.Server.RequiresAuthentication || (context.Connection.User is { } user && context.Server.Users.PrivilegesOf(user).Any(p => p.Grants(need)));
}
