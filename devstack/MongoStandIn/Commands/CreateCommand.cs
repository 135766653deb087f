using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class CreateCommand : Command
{
    public override IReadOnlyList<string> Names => ["create"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "createCollection")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        arguments.Refuse("timeseries", "expireAfterSeconds", "clusteredIndex", "viewOn", "pipeline", "storageEngine", "encryptedFields", "temp", "indexOptionDefaults");
        arguments.Accept("autoIndexId", "idIndex");
        arguments.RefuseCollation();
        var options = CollectionOptionsParser.Create(arguments, context.NewEvaluation());
        arguments.End();
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () => Create(context, target, options));
    }

    private static void Create(CommandContext context, Namespace target, CollectionOptions options)
    {
        if (context.Scope.Find(target) is { } existing)
        {
            // Creating again with the same options is not an error since MongoDB 7.0.
            if (Described(existing.Options).AsSpan().SequenceEqual(Described(options))) return;
            throw new CommandException(ErrorCode.NamespaceExists, $"a collection '{target}' already exists with different options");
        }
        if (context.Transaction is { } transaction) transaction.Create(target, options);
        else context.Store.Create(target, options);
    }

    private static byte[] Described(CollectionOptions options) => RawDocument.Build(options.Write);
}
