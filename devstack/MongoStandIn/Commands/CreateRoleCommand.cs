using MongoStandIn.Authorization;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class CreateRoleCommand : Command
{
    public override IReadOnlyList<string> Names => ["createRole"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, "createRole")];

    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var name = new RoleName(arguments.RequiredText("createRole"), context.Database);
        var (privileges, roles) = (arguments.Array("privileges"), arguments.Array("roles"));
        arguments.Refuse("authenticationRestrictions");
        arguments.End();
        if (privileges.IsMissing) throw arguments.Required("privileges");
        if (roles.IsMissing) throw arguments.Required("roles");
        context.Server.Users.Add(new CustomRole(name, RawDocument.Values(privileges.Bytes).ConvertAll(Privilege.Parse), RoleName.ParseAll(roles, context.Database)));
    }
}
