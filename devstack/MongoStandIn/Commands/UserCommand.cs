using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>What the commands about users share: the command's own field names a user of the command's database.</summary>
internal abstract class UserCommand(string name, string action) : Command
{
    public override IReadOnlyList<string> Names => [name];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, action)];

    protected static UserName Name(CommandContext context)
    {
        var name = context.Arguments.RequiredText(context.Name);
        return name.Length > 0 && name.All(c => c is >= ' ' and <= '~') ? new UserName(name, context.Database) : throw new CommandException(ErrorCode.BadValue, "A user's name must be printable ASCII and not empty.");
    }

    /// <summary>The password that was sent; it must be text that the server can prepare for SCRAM.</summary>
    protected static string? Password(CommandContext context)
    {
        var password = context.Arguments.Text("pwd");
        if (password is null) return null;
        return password.Length > 0 && password.All(c => c is >= ' ' and <= '~') ? password : throw new CommandException(ErrorCode.BadValue, "'pwd' must be printable ASCII and not empty; the stand-in does not prepare other text for SCRAM.");
    }

    /// <summary>Arguments that change nothing here, such as data of the user's own; mechanisms must be the one there is.</summary>
    protected static void AcceptOthers(CommandArguments arguments)
    {
        arguments.Accept("digestPassword", "customData");
        arguments.Refuse("authenticationRestrictions");
        var mechanisms = arguments.Array("mechanisms");
        if (mechanisms.IsMissing) return;
        foreach (var mechanism in mechanisms.Fields)
            if (mechanism.Value.Type != BsonType.String || mechanism.Value.AsString() != Handshake.Credentials.Mechanism)
                throw new CommandException(ErrorCode.BadValue, $"The stand-in has the mechanism {Handshake.Credentials.Mechanism} only, not {BsonText.Of(mechanism.Value)}");
    }
}
