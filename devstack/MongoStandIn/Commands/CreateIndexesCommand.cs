using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class CreateIndexesCommand : Command
{
    public override IReadOnlyList<string> Names => ["createIndexes"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "createIndex")];

    protected override void Run(CommandContext context)
    {
        var (target, arguments, reply) = (context.Target, context.Arguments, context.Reply);
        var specs = arguments.Documents("indexes").ConvertAll(document => IndexSpec.Parse(document));
        arguments.Accept("commitQuorum", "ignoreUnknownIndexOptions");
        arguments.End();
        if (specs.Count == 0) throw new CommandException(ErrorCode.BadValue, "Must specify at least one index to create");
        lock (context.Store.Lock)
        {
            var isNew = context.Store.Find(target) is null;
            var collection = context.Store.FindOrCreate(target);
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
            reply.Int32("numIndexesBefore", before);
            reply.Int32("numIndexesAfter", collection.Indexes.Count);
            reply.Boolean("createdCollectionAutomatically", isNew);
            if (created.Count == 0) reply.String("note", "all indexes already exist");
        }
    }
}
