using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class CreateIndexesCommand : Command
{
    public override IReadOnlyList<string> Names => ["createIndexes"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "createIndex")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var specs = arguments.Documents("indexes").ConvertAll(document => IndexSpec.Parse(document));
        arguments.Accept("commitQuorum", "ignoreUnknownIndexOptions");
        arguments.End();
        if (specs.Count == 0) throw new CommandException(ErrorCode.BadValue, "Must specify at least one index to create");
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () => Create(context, target, specs));
    }

    private static void Create(CommandContext context, Namespace target, List<IndexSpec> specs)
    {
        var (scope, reply) = (context.Scope, context.Reply);
        var isNew = scope.Find(target) is null;
        var collection = scope.FindOrCreate(target);
        if (context.Transaction is not null && collection.Documents.Count > 0) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Cannot create new indexes on non-empty collection {target} in a multi-document transaction.");
        var before = collection.Indexes.Count;
        var created = new List<IndexSpec>();
        try
        {
            foreach (var spec in specs)
                if (collection.CreateIndex(spec)) created.Add(spec);
        }
        catch (CommandException)
        {
            // All or none, as MongoDB builds them.
            foreach (var spec in created) collection.DropIndex(collection.Indexes.First(i => i.Spec == spec));
            throw;
        }
        if (created.Count > 0) scope.Record(new OplogEntry(OplogKind.CreateIndexes, target) { Uuid = collection.Uuid, Indexes = created }, after: null);
        reply.Int32("numIndexesBefore", before);
        reply.Int32("numIndexesAfter", collection.Indexes.Count);
        reply.Boolean("createdCollectionAutomatically", isNew);
        if (created.Count == 0) reply.String("note", "all indexes already exist");
    }
}
