using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>
/// The documents of <c>local.oplog.rs</c>: <c>{op, ns, o, o2, ts, t, v, wall}</c>. An update's <c>o</c> tells its changes by path,
/// <c>{$v: 1, $set, $unset}</c>, which is the older of MongoDB's two forms.
/// </summary>
internal static class OplogDocuments
{
    public const string Collection = "oplog.rs";

    /// <summary>Whether these are the entries of the oplog.</summary>
    public static bool IsOplog(Storage.Namespace ns) => ns is { Database: "local", Collection: Collection };

    /// <summary>The entries from a number on, or from the latest back to the oldest.</summary>
    /// <exception cref="CommandException">The entries that come next are gone: error 136.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Oplog oplog, BsonTimestamp? from, bool forward)
    {
        if (!forward)
        {
            for (var at = oplog.Tail.Sequence - 1; oplog.TryGet(at, out var entry, out _) && (from is null || entry.Time.CompareTo(from.Value) >= 0); at--) yield return Render(entry);
            yield break;
        }
        var next = (from is null ? null : oplog.Seek(from.Value)) ?? oplog.Extent.First;
        while (true)
        {
            if (!oplog.TryGet(next, out var entry, out var isLost))
            {
                if (isLost) throw Lost();
                yield break;
            }
            yield return Render(entry);
            next++;
        }
    }

    public static CommandException Lost() => new(ErrorCode.CappedPositionLost, "CollectionScan died due to position in capped collection being deleted: the oplog has dropped its oldest entries.");

    public static byte[] Render(OplogEntry entry) => RawDocument.Build(writer =>
    {
        WriteOperation(writer, entry);
        writer.Timestamp("ts", entry.Time);
        writer.Int64("t", 1);
        writer.Int64("v", 2);
        writer.DateTime("wall", entry.WallMilliseconds);
    });

    private static void WriteOperation(BsonWriter writer, OplogEntry entry)
    {
        writer.String("op", entry.Kind switch
        {
            OplogKind.Insert => "i",
            OplogKind.Update or OplogKind.Replace => "u",
            OplogKind.Delete => "d",
            OplogKind.Noop => "n",
            _ => "c",
        });
        var isCommand = entry.Kind is OplogKind.Create or OplogKind.Drop or OplogKind.DropDatabase;
        writer.String("ns", entry.Kind == OplogKind.Noop ? "" : isCommand ? $"{entry.Namespace.Database}.$cmd" : entry.Namespace.ToString());
        if (entry.Kind is OplogKind.Insert or OplogKind.Replace) writer.Document("o", entry.Document);
        else
        {
            writer.StartDocument("o");
            WriteObject(writer, entry);
            writer.End();
        }
        if (entry.Kind is not (OplogKind.Update or OplogKind.Replace or OplogKind.Insert)) return;
        writer.StartDocument("o2");
        writer.Raw("_id", entry.Id.Type, entry.Id.Span);
        writer.End();
    }

    private static void WriteObject(BsonWriter writer, OplogEntry entry)
    {
        switch (entry.Kind)
        {
            case OplogKind.Update: WriteChanges(writer, entry.Changes); break;
            case OplogKind.Delete: writer.Raw("_id", entry.Id.Type, entry.Id.Span); break;
            case OplogKind.Create: writer.String("create", entry.Namespace.Collection); break;
            case OplogKind.Drop: writer.String("drop", entry.Namespace.Collection); break;
            case OplogKind.DropDatabase: writer.Int32("dropDatabase", 1); break;
            case OplogKind.Noop: writer.String("msg", entry.Message); break;
            default: throw new InvalidOperationException($"{entry.Kind} has no form in the oplog.");
        }
    }

    private static void WriteChanges(BsonWriter writer, ReadOnlyMemory<byte> changes)
    {
        writer.Int32("$v", 1);
        var (updated, removed) = (RawDocument.Field(changes, "updatedFields"u8), RawDocument.Field(changes, "removedFields"u8));
        if (RawDocument.Count(updated.Bytes) > 0) writer.Document("$set", updated.Span);
        if (RawDocument.Count(removed.Bytes) == 0) return;
        writer.StartDocument("$unset");
        foreach (var path in removed.Fields) writer.Boolean(path.Value.AsString(), true);
        writer.End();
    }
}
