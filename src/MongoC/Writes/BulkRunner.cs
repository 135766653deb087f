using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Writes;

/// <summary>Runs one run of a bulk as one write command. Every member runs inside a call.</summary>
internal static class BulkRunner
{
    /// <summary>Gives libmongoc's reply when the server answered, with or without errors of single operations.</summary>
    /// <exception cref="MongoException">The command failed as a whole; whether it was applied may be unknown.</exception>
    public static byte[] Run(PooledClient client, string database, string collection, IReadOnlyList<BulkOperation> run, BsonHandle options, ConnectionSecrets secrets)
    {
        using var target = new NativeHandle<NativeObjects.Collection>(LibMongoc.ClientGetCollection(client, database, collection), client);
        using var bulk = new NativeHandle<NativeObjects.BulkOperation>(LibMongoc.CollectionCreateBulkOperation(target, options), client);
        foreach (var operation in run)
        {
            if (!Append(bulk, operation, out var refused)) throw MongoException.From(refused, default, secrets);
        }
        var tap = new CommandTap();
        using var listening = tap.Listen();
        using var reply = new ReplyBuffer();
        var server = LibMongoc.BulkExecute(bulk, reply, out var error);
        var bytes = reply.ToArray();
        return server != 0 || tap.WriteAnswered ? bytes : throw MongoException.From(error, bytes, secrets);
    }

    private static bool Append(NativeHandle<NativeObjects.BulkOperation> bulk, BulkOperation operation, out BsonError error)
    {
        using var filter = operation.Kind == BulkOperationKind.Insert ? null : BsonHandle.Copy(operation.Filter.Span, nameof(operation.Filter));
        using var body = operation.Kind is BulkOperationKind.DeleteOne or BulkOperationKind.DeleteMany ? null : BsonHandle.Copy(operation.Body.Span, nameof(operation.Body));
        using var options = BsonHandle.Copy(Options(operation), "options");
        return operation.Kind switch
        {
            BulkOperationKind.Insert => LibMongoc.BulkInsert(bulk, body!, options, out error),
            BulkOperationKind.UpdateOne => LibMongoc.BulkUpdateOne(bulk, filter!, body!, options, out error),
            BulkOperationKind.UpdateMany => LibMongoc.BulkUpdateMany(bulk, filter!, body!, options, out error),
            BulkOperationKind.ReplaceOne => LibMongoc.BulkReplaceOne(bulk, filter!, body!, options, out error),
            BulkOperationKind.DeleteOne => LibMongoc.BulkRemoveOne(bulk, filter!, options, out error),
            _ => LibMongoc.BulkRemoveMany(bulk, filter!, options, out error),
        };
    }

    private static byte[] Options(BulkOperation operation)
    {
        var writer = new BsonWriter(64);
        // The server judges documents: libmongoc would refuse empty names, which MongoDB stores. Update and replacement are told apart before.
        if (operation.Kind is not (BulkOperationKind.DeleteOne or BulkOperationKind.DeleteMany)) writer.Boolean("validate", false);
        if (operation.Upsert) writer.Boolean("upsert", true);
        if (operation.ArrayFilters is { } filters) writer.Raw("arrayFilters", BsonType.Array, filters.Span);
        return writer.ToArray();
    }
}
