using System.Security.Cryptography;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>What a dead letter is about: a key, or a MongoDB document that has no Ditto id of its own.</summary>
internal readonly record struct LetterAddress(string Collection, DittoId? Id, BsonValue? MongoId)
{
    /// <summary>The letter's name in URLs: 32 hex digits made from the address, so that it needs no escaping and tells nothing.</summary>
    public string LetterId
    {
        get
        {
            var (collection, dittoId, mongoId) = this;
            var address = BsonDocuments.Make(w => WriteMembers(w, collection, dittoId, mongoId));
            return Convert.ToHexStringLower(SHA256.HashData(address).AsSpan(0, 16));
        }
    }

    /// <summary>Writes the letter's <c>_id</c>.</summary>
    public void WriteTo(BsonWriter writer, BridgeShard shard)
    {
        var (collection, dittoId, mongoId) = this;
        writer.Document("_id", w =>
        {
            shard.WriteTo(w);
            WriteMembers(w, collection, dittoId, mongoId);
        });
    }

    /// <summary>Reads the <c>_id</c> of a letter.</summary>
    public static LetterAddress Read(ReadOnlyMemory<byte> id)
    {
        DittoId? dittoId = BsonDocuments.Text(id, "d") is { } text ? new DittoId(text) : null;
        return new LetterAddress(BsonDocuments.Text(id, "c") ?? "", dittoId, dittoId is null ? BsonDocuments.Value(id, "m") : null);
    }

    private static void WriteMembers(BsonWriter writer, string collection, DittoId? dittoId, BsonValue? mongoId)
    {
        writer.String("c", collection);
        if (dittoId is { } id) writer.String("d", id.Json);
        else mongoId?.WriteTo(writer, "m");
    }
}
