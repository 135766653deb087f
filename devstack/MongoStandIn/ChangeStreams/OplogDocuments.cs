using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>
/// The documents of <c>local.oplog.rs</c>: <c>{op, ns, ui, o, o2, ts, t, v, wall}</c>. An update's <c>o</c> tells its changes by path,
/// <c>{$v: 1, $set, $unset}</c>, which is the older of MongoDB's two forms.
/// </summary>
internal static class OplogDocuments
{
    public const string Collection = "oplog.rs";

    /// <summary>Whether these are the entries of the oplog.</summary>
    public static bool IsOplog(Storage.Namespace ns) => ns is { Database: "local", Collection: Collection };

    /// <summary>The entries from a time on, or from the latest back to it.</summary>
    /// <exception cref="CommandException">The entries that come next are gone: error 136.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Oplog oplog, BsonTimestamp? from, bool forward)
    {
        if (!forward)
        {
            for (var at = oplog.Tail.Sequence - 1; oplog.TryGet(at, out var entry, out _) && (from is null || entry.Time.CompareTo(from.Value) >= 0); at--)
            {
                at -= entry.Operation;
                if (oplog.TryGet(at, out _, out _)) yield return Render(oplog.ReadOperation(at)!);
            }
            yield break;
        }
        var next = (from is null ? null : oplog.Seek(from.Value)) ?? oplog.Extent.First;
        while (oplog.ReadOperation(next) is { } operation)
        {
            yield return Render(operation);
            next += operation.Count;
        }
    }

    public static CommandException Lost() => new(ErrorCode.CappedPositionLost, "CollectionScan died due to position in capped collection being deleted: the oplog has dropped its oldest entries.");

    /// <summary>One document: of a transaction's entries the <c>applyOps</c> that they are together.</summary>
    public static byte[] Render(IReadOnlyList<OplogEntry> operation) => RawDocument.Build(writer =>
    {
        var first = operation[0];
        if (first.Transaction is { } transaction)
        {
            SessionFields.Write(writer, transaction);
            writer.String("op", "c");
            writer.String("ns", "admin.$cmd");
            writer.StartDocument("o");
            writer.StartArray("applyOps");
            foreach (var entry in operation)
            {
                writer.StartDocument("");
                WriteOperation(writer, entry);
                writer.End();
            }
            writer.End();
            writer.End();
        }
        else WriteOperation(writer, first);
        writer.Timestamp("ts", first.Time);
        writer.Int64("t", 1);
        writer.Int64("v", 2);
        writer.DateTime("wall", first.WallMilliseconds);
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
        var isDocument = entry.Kind is OplogKind.Insert or OplogKind.Update or OplogKind.Replace or OplogKind.Delete;
        writer.String("ns", entry.Kind == OplogKind.Noop ? "" : isDocument ? entry.Namespace.ToString() : $"{entry.Namespace.Database}.$cmd");
        if (entry.Uuid != Guid.Empty) writer.Binary("ui", entry.Uuid.ToByteArray(bigEndian: true), subtype: 4);
        if (entry.Document is not null) writer.Document("o", entry.Document);
        else
        {
            writer.StartDocument("o");
            WriteObject(writer, entry);
            writer.End();
        }
        if (!isDocument || entry.Kind == OplogKind.Delete) return;
        writer.StartDocument("o2");
        writer.Raw("_id", entry.Id.Type, entry.Id.Span);
        writer.End();
    }

    private static void WriteObject(BsonWriter writer, OplogEntry entry)
    {
        var name = entry.Namespace.Collection;
        switch (entry.Kind)
        {
            case OplogKind.Update: WriteChanges(writer, entry.Changes); break;
            case OplogKind.Delete: writer.Raw("_id", entry.Id.Type, entry.Id.Span); break;
            case OplogKind.Create:
                writer.String("create", name);
                entry.Options!.Write(writer);
                break;
            case OplogKind.Drop: writer.String("drop", name); break;
            case OplogKind.DropDatabase: writer.Int32("dropDatabase", 1); break;
            case OplogKind.Rename:
                writer.String("renameCollection", entry.Namespace.ToString());
                writer.String("to", entry.RenamedTo.ToString()!);
                if (entry.Replaced is { } replaced) writer.Binary("dropTarget", replaced.ToByteArray(bigEndian: true), subtype: 4);
                break;
            case OplogKind.CreateIndexes or OplogKind.DropIndexes:
                writer.String(entry.Kind == OplogKind.CreateIndexes ? "createIndexes" : "dropIndexes", name);
                writer.StartArray("indexes");
                foreach (var index in entry.Indexes)
                {
                    writer.StartDocument("");
                    index.Write(writer);
                    writer.End();
                }
                writer.End();
                break;
            case OplogKind.Modify:
                writer.String("collMod", name);
                foreach (var element in new BsonReader(entry.Modification!.Value.Changes)) writer.Raw(element.NameUtf8, element.Type, element.Value);
                break;
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
