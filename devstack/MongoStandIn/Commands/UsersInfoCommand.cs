using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Handshake;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Users by name, of this database (<c>1</c>), or of all (<c>{forAllDBs: true}</c>). What proves a password is never told.</summary>
internal sealed class UsersInfoCommand() : UserCommand("usersInfo", "viewUser")
{
    // Whoever is asked about themselves may answer.
    public override IEnumerable<Need> Needs(CommandContext context) =>
        context.Arguments.Raw("usersInfo") is { Type: BsonType.String } name && context.Connection.User == new UserName(name.AsString(), context.Database) ? [] : base.Needs(context);

    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var wanted = Selection(arguments.Raw("usersInfo"), context.Database);
        var privileges = arguments.Boolean("showPrivileges");
        arguments.Refuse("showCredentials", "filter");
        arguments.Accept("showAuthenticationRestrictions");
        arguments.End();
        var reply = context.Reply;
        reply.StartArray("users");
        foreach (var user in context.Server.Users.Users.Where(u => wanted(u.Name)))
        {
            reply.StartDocument("");
            reply.String("_id", $"{user.Name.Database}.{user.Name.Name}");
            reply.Binary("userId", user.Id.ToByteArray(bigEndian: true), subtype: 4);
            reply.String("user", user.Name.Name);
            reply.String("db", user.Name.Database);
            RoleName.WriteAll(reply, "roles", user.Roles);
            reply.StartArray("mechanisms");
            reply.String("", Credentials.Mechanism);
            reply.End();
            if (privileges)
            {
                reply.StartArray("inheritedPrivileges");
                foreach (var privilege in context.Server.Users.PrivilegesOf(user.Name)) privilege.Write(reply);
                reply.End();
            }
            reply.End();
        }
        reply.End();
    }

    private static Func<UserName, bool> Selection(RawValue which, string database)
    {
        if (which.IsNumber) return name => name.Database == database;
        if (which.Type == BsonType.String) return name => name == new UserName(which.AsString(), database);
        if (which.Type == BsonType.Document && which.Field("forAllDBs"u8).IsTruthy) return _ => true;
        if (which.Type == BsonType.Array)
        {
            var any = RawDocument.Values(which.Bytes).ConvertAll(w => Selection(w, database));
            return name => any.Exists(one => one(name));
        }
        var (user, home) = (which.Field("user"u8), which.Field("db"u8));
        if (user.Type != BsonType.String || home.Type != BsonType.String) throw new CommandException(ErrorCode.BadValue, "usersInfo takes 1, a name, {user, db}, {forAllDBs: true} or a list of these");
        return name => name == new UserName(user.AsString(), home.AsString());
    }
}
