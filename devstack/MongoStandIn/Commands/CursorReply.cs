using MongoC.Bson;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Answers that are cursors.</summary>
internal static class CursorReply
{
    public const long DefaultFirstBatch = 101;

    /// <summary>The batch size inside <c>cursor: {…}</c>, or the default.</summary>
    public static long BatchSize(RawValue cursor, string name)
    {
        if (cursor.IsMissing) return DefaultFirstBatch;
        var options = new CommandArguments(name, cursor.Bytes);
        var size = options.Amount("batchSize") ?? DefaultFirstBatch;
        options.End();
        return size;
    }

    public static void Open(CommandContext context, Namespace ns, IEnumerable<ReadOnlyMemory<byte>> documents, long batchSize, DocumentCollection? collection) =>
        Open(context, new DocumentCursor(ns, context.Store, collection, documents, context.Deadline), batchSize, isSingleBatch: false, neverExpires: false);

    /// <summary>Writes the first batch and keeps the cursor if more is to come.</summary>
    public static void Open(CommandContext context, ServerCursor cursor, long batchSize, bool isSingleBatch, bool neverExpires)
    {
        var reply = context.Reply;
        (cursor.Owner, cursor.Session, cursor.Transaction) = (context.Connection.User, context.Session, context.Transaction);
        reply.StartDocument("cursor");
        reply.StartArray("firstBatch");
        cursor.Fill(reply, batchSize);
        reply.End();
        cursor.WriteExtras(reply);
        if (cursor.IsExhausted || isSingleBatch) cursor.Dispose();
        else context.Server.Cursors.Add(cursor, neverExpires);
        reply.Int64("id", cursor.Id);
        reply.String("ns", cursor.Namespace.ToString());
        reply.End();
    }
}
