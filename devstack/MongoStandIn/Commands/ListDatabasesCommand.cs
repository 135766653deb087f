using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class ListDatabasesCommand : Command
{
    public override IReadOnlyList<string> Names => ["listDatabases"];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var arguments = context.Arguments;
        var nameOnly = arguments.Boolean("nameOnly");
        var evaluation = context.NewEvaluation();
        var filter = FilterParser.Parse(arguments.DocumentOrEmpty("filter"), evaluation);
        var seesAll = Access.Has(context, Need.OnCluster("listDatabases"));
        // Without the privilege one sees the databases that one may look into; asking for the others too is refused.
        if (arguments.Has("authorizedDatabases") && !arguments.Boolean("authorizedDatabases") && !seesAll) throw new CommandException(ErrorCode.Unauthorized, "Insufficient permissions to list all databases");
        var onlyOwn = arguments.Boolean("authorizedDatabases", fallback: !seesAll);
        arguments.End();
        var reply = context.Reply;
        var total = 0L;
        reply.StartArray("databases");
        lock (context.Store.Lock)
        {
            foreach (var database in context.Store.Databases.Values)
            {
                if (onlyOwn && !MayLookInto(context, database.Name)) continue;
                var size = database.Collections.Values.Sum(c => c.DataSize);
                var entry = RawDocument.Build(w =>
                {
                    w.String("name", database.Name);
                    if (nameOnly) return;
                    w.Int64("sizeOnDisk", size);
                    w.Boolean("empty", size == 0);
                });
                if (!filter.Matches(entry, evaluation)) continue;
                reply.Document("", entry);
                total += size;
            }
        }
        reply.End();
        if (nameOnly) return;
        reply.Int64("totalSize", total);
        reply.Int64("totalSizeMb", total >> 20);
    }

    private static bool MayLookInto(CommandContext context, string database) =>
        !context.Server.RequiresAuthentication || (context.Connection.User is { } user && context.Server.Users.PrivilegesOf(user).Any(p => IsAbout(p.Resource, database) && p.Actions.Any(a => a is "find" or Privilege.AnyAction)));

    private static bool IsAbout(Resource resource, string database) =>
        resource.Kind == ResourceKind.Any || (resource.Kind == ResourceKind.Namespace && (resource.Database == database || (resource.Database.Length == 0 && database is not ("local" or "config"))));
}
