using System.Buffers;
using System.Text.Json;
using BridgeRuntime.Conversion;
using BridgeRuntime.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>A letter as people and programs get it.</summary>
internal sealed record DeadLetterView
{
    /// <summary>Names the letter in URLs: 32 hex digits.</summary>
    public required string Id { get; init; }

    public required string Collection { get; init; }

    /// <summary>Where the document stands: <c>mongodb</c> or <c>bigPeer</c>.</summary>
    public required string Side { get; init; }

    /// <summary>The Ditto id; null where the document has none.</summary>
    public required JsonElement? DittoId { get; init; }

    /// <summary>MongoDB's <c>_id</c> as canonical Extended JSON; null where there is none.</summary>
    public required JsonElement? MongoId { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was tried last.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    public required long Attempts { get; init; }

    /// <summary>When it was put aside; null: it was not.</summary>
    public required DateTimeOffset? Discarded { get; init; }

    /// <summary>A copy of the document as it was at <see cref="LastSeen"/>, where copies are kept and only where one letter was asked for.</summary>
    public required string? Document { get; init; }

    public static DeadLetterView Of(ReadOnlyMemory<byte> letter)
    {
        var address = LetterAddress.Read(BsonDocuments.Nested(letter, "_id") ?? BsonDocuments.Empty);
        return new DeadLetterView
        {
            Id = address.LetterId,
            Collection = address.Collection,
            Side = BsonDocuments.Text(letter, "side") ?? "",
            DittoId = address.Id is { } id ? Json(System.Text.Encoding.UTF8.GetBytes(id.Json)) : null,
            MongoId = (address.MongoId ?? BsonDocuments.Value(letter, "mongoId")) is { } mongoId ? Json(mongoId) : null,
            Reason = BsonDocuments.Text(letter, "reason") ?? "",
            Message = BsonDocuments.Text(letter, "message") ?? "",
            FirstSeen = BsonDocuments.Time(letter, "firstSeen") ?? default,
            LastSeen = BsonDocuments.Time(letter, "lastSeen") ?? default,
            Attempts = BsonDocuments.Integer(letter, "attempts"),
            Discarded = BsonDocuments.Time(letter, "discarded"),
            Document = BsonDocuments.Text(letter, "document"),
        };
    }

    /// <summary>A MongoDB value as canonical Extended JSON; null where it has none.</summary>
    internal static JsonElement? Json(BsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            EjsonConverter.WriteValue(buffer, value.AsElement());
        }
        catch (BsonFormatException)
        {
            // Text that is not UTF-8 has no JSON; the letter's message says so.
            return null;
        }
        return Json(buffer.WrittenSpan);
    }

    private static JsonElement Json(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Documents.DocumentStateReader.ReaderOptions);
        return JsonElement.ParseValue(ref reader);
    }
}
