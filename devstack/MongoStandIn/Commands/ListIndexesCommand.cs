using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class ListIndexesCommand : Command
{
    public override IReadOnlyList<string> Names => ["listIndexes"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "listIndexes")];

    protected override void Run(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var batchSize = CursorReply.BatchSize(arguments.Document("cursor"), "listIndexes.cursor");
        arguments.End();
        var entries = new List<ReadOnlyMemory<byte>>();
        lock (context.Store.Lock)
        {
            var collection = context.Store.Find(target) ?? throw new CommandException(ErrorCode.NamespaceNotFound, $"ns does not exist: {target}");
            foreach (var index in collection.Indexes) entries.Add(RawDocument.Build(index.Spec.Write));
        }
        CursorReply.Open(context, target, entries, batchSize, null);
    }
}
