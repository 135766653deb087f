using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>Gives a collection another name in its database, on demand in place of the collection that has it.</summary>
internal sealed class RenameCollectionCommand : Command
{
    public override IReadOnlyList<string> Names => ["renameCollection"];

    public override IEnumerable<Need> Needs(CommandContext context)
    {
        var (from, to) = (Read(context, "renameCollection"), Read(context, "to"));
        yield return Need.On(from, "renameCollectionSameDB");
        yield return Need.On(to, "renameCollectionSameDB");
        if (context.Arguments.Boolean("dropTarget")) yield return Need.On(to, "dropCollection");
    }

    public override async ValueTask RunAsync(CommandContext context)
    {
        context.RequireAdmin();
        var (from, to, store) = (Read(context, "renameCollection"), Read(context, "to"), context.Store);
        var dropsTarget = context.Arguments.Boolean("dropTarget");
        context.Arguments.Accept("stayTemp");
        context.Arguments.End();
        Namespace.CheckDatabase(to.Database);
        Namespace.CheckCollection(to.Database, to.Collection);
        if (from == to) throw new CommandException(ErrorCode.IllegalOperation, "Can't rename a collection to itself");
        if (from.Database != to.Database) throw new CommandException(ErrorCode.InvalidOptions, "The stand-in renames collections within their database only.");
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(from) || transaction.Touches(to), () =>
        {
            var collection = store.Find(from) ?? throw new CommandException(ErrorCode.NamespaceNotFound, $"Source collection {from} does not exist");
            if (store.Find(to) is not null && !dropsTarget) throw new CommandException(ErrorCode.NamespaceExists, "target namespace exists");
            store.Rename(collection, to);
        });
    }

    private static Namespace Read(CommandContext context, string name)
    {
        var text = context.Arguments.RequiredText(name);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1 ? new Namespace(text[..dot], text[(dot + 1)..]) : throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid namespace specified '{text}'");
    }
}
