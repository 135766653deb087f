using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>Makes a collection capped: a new one with the latest documents takes its place. As at MongoDB its other indexes go.</summary>
internal sealed class ConvertToCappedCommand : Command
{
    public override IReadOnlyList<string> Names => ["convertToCapped"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "convertToCapped")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments, store) = (context.Target, context.Arguments, context.Store);
        var size = arguments.Amount("size") ?? throw arguments.Required("size");
        arguments.End();
        if (size == 0) throw new CommandException(ErrorCode.InvalidOptions, "Capped collection size must be greater than zero");
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () =>
        {
            var collection = store.Find(target) ?? throw new CommandException(ErrorCode.NamespaceNotFound, $"source collection {target} does not exist");
            var temporary = new Namespace(target.Database, $"tmp{Guid.NewGuid():N}.convertToCapped.{target.Collection}");
            var capped = store.Create(temporary, collection.Options with { Cap = new CollectionCap(size, 0) });
            var writes = new CollectionWrites(store, context.Server.ObjectIds) { BypassesValidation = true };
            var evaluation = context.NewEvaluation();
            var walker = new RangeWalker<long, StoredDocument>(collection.Documents, Comparer<long>.Default, KeyBounds<long>.All, forward: true);
            while (walker.Next(out var document)) writes.Insert(temporary, document.Bytes, evaluation);
            store.Rename(capped, target);
        });
    }
}
