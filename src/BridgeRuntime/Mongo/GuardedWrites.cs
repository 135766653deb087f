using BridgeRuntime.Documents;
using BridgeRuntime.Identity;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Mongo;

/// <summary>
/// Turns guarded writes into bulk operations. The guard is an <c>$expr</c> of exact comparisons: unlike a plain filter it does not look into arrays and
/// tells a missing field from null.
/// </summary>
internal static class GuardedWrites
{
    public static GuardKind AddTo(BulkWrite bulk, MongoWrite write, IdentityMapping identity)
    {
        switch (write.Kind)
        {
            case MongoWriteKind.Insert when identity.UsesMongoId || !CanSetOnInsert(write.Document):
                bulk.Insert(write.Document);
                return GuardKind.UniqueIndex;
            case MongoWriteKind.Insert:
                // Without a unique index on the mapped fields this is what keeps a second document from appearing beside one that was just made.
                bulk.UpdateOne(IdentityFilter(identity, write.Key), BsonDocuments.Make(w => w.Document("$setOnInsert", write.Document.Span)), upsert: true);
                return GuardKind.Upsert;
            case MongoWriteKind.Delete:
                bulk.DeleteOne(WholeGuard(write));
                return GuardKind.Filter;
            default:
                Update(bulk, write);
                return GuardKind.Filter;
        }
    }

    /// <summary>Whether the document now is what the write was to make of it.</summary>
    public static bool IsDone(MongoWrite write, ReadOnlyMemory<byte>? now)
    {
        if (write.Kind == MongoWriteKind.Delete) return now is null;
        if (now is not { } document) return false;
        return write.Sets.All(s => BsonPath.Find(document.Span, s.Path) == s.Value) && write.Unsets.All(u => BsonPath.Find(document.Span, u) is null);
    }

    public static byte[] IdentityFilter(IdentityMapping identity, DittoId id) => BsonDocuments.Make(filter =>
    {
        foreach (var (field, candidates) in identity.Candidates(id)) filter.Document(field, f => f.Array("$in", candidates));
    });

    private static void Update(BulkWrite bulk, MongoWrite write)
    {
        var paths = write.Sets.Select(s => s.Path).Concat(write.Unsets).ToList();
        if (!paths.TrueForAll(p => p.IsAddressable))
        {
            // Dots and dollars in names have no place in $set: the document is replaced, guarded as a whole. A plain replacement may not hold names with a
            // dollar in front either; a pipeline may.
            var replacement = BsonPath.Apply(write.Document.Span, write.Sets, write.Unsets);
            bulk.UpdateOne(WholeGuard(write), BsonDocuments.Make(p => p.Document("0", s => s.Document("$replaceWith", r => r.Document("$literal", replacement)))));
            return;
        }
        var filter = BsonDocuments.Make(w =>
        {
            write.Id.WriteTo(w, "_id");
            w.Document("$expr", e =>
            {
                e.StartArray("$and");
                foreach (var path in paths) Guard(e, path, BsonPath.Find(write.Document.Span, path));
                e.End();
            });
        });
        bulk.UpdateOne(filter, BsonDocuments.Make(w =>
        {
            if (write.Sets.Count > 0)
            {
                w.Document("$set", s =>
                {
                    foreach (var (path, value) in write.Sets) value.WriteTo(s, path.ToString());
                });
            }
            if (write.Unsets.Count > 0)
            {
                w.Document("$unset", u =>
                {
                    foreach (var path in write.Unsets) u.Boolean(path.ToString(), value: true);
                });
            }
        }));
    }

    private static void Guard(BsonWriter writer, FieldPath path, BsonValue? seen) => writer.Document("", condition =>
    {
        condition.StartArray("$eq");
        if (seen is { } value)
        {
            condition.String("", $"${path}");
            condition.Document("", literal => value.WriteTo(literal, "$literal"));
        }
        else
        {
            condition.Document("", type => type.String("$type", $"${path}"));
            condition.String("", "missing");
        }
        condition.End();
    });

    private static byte[] WholeGuard(MongoWrite write) => BsonDocuments.Make(w =>
    {
        write.Id.WriteTo(w, "_id");
        w.Document("$expr", e =>
        {
            e.StartArray("$eq");
            e.String("", "$$ROOT");
            e.Document("", literal => literal.Document("$literal", write.Document.Span));
            e.End();
        });
    });

    private static bool CanSetOnInsert(ReadOnlyMemory<byte> document)
    {
        foreach (var field in new BsonReader(document.Span))
        {
            if (!new FieldPath(field.Name).IsAddressable) return false;
        }
        return true;
    }
}
