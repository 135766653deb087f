using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace Benchmarks.Load;

/// <summary>
/// The documents of all benchmarks: of every common type, nested, and of a size that is told. Its <c>_id</c>, its <c>n</c> (the round, counted from
/// <see cref="FirstRound"/>) and its <c>t</c> (when it was sent) have a fixed width and come first, so that a prepared batch takes other values in place.
/// </summary>
internal static class LoadDocument
{
    /// <summary>The <c>n</c> of round 0; seven digits hold all rounds.</summary>
    public const int FirstRound = 1_000_000;

    /// <summary>What is added to a time, so that it has nineteen digits.</summary>
    private const long TimeBase = 1_000_000_000_000_000_000;

    private const int IdDigits = 12;
    private static readonly byte[] FirstId = Encoding.UTF8.GetBytes(Id(0));

    public static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"d{number:D12}");

    /// <summary>The timestamp in a document's <c>t</c>; 0 where the document is not timed.</summary>
    public static long CommittedAt(in Utf8JsonReader reader) => Math.Max(0, (reader.TryGetInt64(out var time) ? time : (long)reader.GetDouble()) - TimeBase);

    /// <inheritdoc cref="CommittedAt(in Utf8JsonReader)"/>
    public static long CommittedAt(long time) => Math.Max(0, time - TimeBase);

    /// <summary>A document as MongoDB holds it.</summary>
    /// <param name="size">Of its BSON, in bytes: 230 or more.</param>
    public static byte[] Bson(int size)
    {
        var document = Bson(size, padding: 0);
        // The rest is one text, which costs nothing but its bytes; more than a hundred of them would be no document that anybody has.
        return document.Length < size ? Bson(size, size - document.Length) : document;
    }

    /// <summary>The same document as the bridge writes it to the Big Peer.</summary>
    public static byte[] Json(int size) => new DocumentConverter(Settings("load")).Read(Bson(size), new DittoId($"\"{Id(0)}\"")).State.Json.ToArray();

    /// <summary>A collection with the defaults, as the bridge under measurement has it.</summary>
    public static CollectionSettings Settings(string collection) => new(collection, new CollectionSpec { Fields = ["_id"], InitialSync = true }, ConflictPolicy.MongoDB);

    /// <summary>Where the ids, rounds and times of the documents of a BSON text lie that were made by this class.</summary>
    public static IReadOnlyList<LoadSlot> BsonSlots(ReadOnlySpan<byte> bson) => Slots(bson, "\u0010n\0"u8, "\u0012t\0"u8);

    /// <inheritdoc cref="BsonSlots"/>
    public static IReadOnlyList<LoadSlot> JsonSlots(ReadOnlySpan<byte> json) => Slots(json, "\"n\":"u8, "\"t\":"u8);

    public static void PutBson(Span<byte> bson, in LoadSlot slot, long id, int round, long time)
    {
        PutId(bson, slot, id);
        if (slot.Round > 0) BinaryPrimitives.WriteInt32LittleEndian(bson[slot.Round..], FirstRound + round);
        if (slot.Time > 0) BinaryPrimitives.WriteInt64LittleEndian(bson[slot.Time..], TimeBase + time);
    }

    public static void PutJson(Span<byte> json, in LoadSlot slot, long id, int round, long time)
    {
        PutId(json, slot, id);
        Utf8Formatter.TryFormat(FirstRound + round, json[slot.Round..], out _);
        Utf8Formatter.TryFormat(TimeBase + time, json[slot.Time..], out _);
    }

    /// <summary>The members of a document that carry its round and time.</summary>
    public static void WriteStamp(BsonWriter writer, bool isTimed)
    {
        writer.Int32("n", FirstRound);
        if (isTimed) writer.Int64("t", TimeBase);
    }

    private static byte[] Bson(int size, int padding)
    {
        var writer = new BsonWriter(size + 64);
        writer.String("_id", Id(0));
        WriteStamp(writer, isTimed: true);
        writer.String("title", "Check the tyres of 17");
        writer.DateTime("when", 1_790_000_000_000);
        writer.Boolean("done", false);
        writer.StartDocument("at");
        writer.Double("lat", 52.370216);
        writer.End();
        if (size >= 600)
        {
            writer.Decimal128("price", Decimal128.Parse("1019.95"));
            writer.ObjectId("owner", new ObjectId([0x65, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
            writer.StartArray("tags");
            foreach (var tag in new[] { "fleet", "north", "due" }) writer.String("", tag);
            writer.End();
        }
        // About 90 bytes a line; a text of at most 300 remains.
        writer.StartArray("lines");
        for (var i = 0; writer.Length + 300 < size; i++) Line(writer, i);
        writer.End();
        writer.String("note", new string('x', padding));
        return writer.ToArray();
    }

    private static void Line(BsonWriter writer, int number)
    {
        writer.StartDocument("");
        writer.String("sku", string.Create(CultureInfo.InvariantCulture, $"A-{number:D6}"));
        writer.Int32("count", number % 7);
        writer.Double("weight", 0.25 * number);
        writer.Boolean("packed", number % 2 == 0);
        writer.String("place", "hall 4, shelf 12");
        writer.End();
    }

    private static List<LoadSlot> Slots(ReadOnlySpan<byte> text, ReadOnlySpan<byte> round, ReadOnlySpan<byte> time)
    {
        var slots = new List<LoadSlot>();
        for (var at = text.IndexOf(FirstId); at >= 0;)
        {
            var following = text[(at + FirstId.Length)..];
            var next = following.IndexOf(FirstId);
            var own = next < 0 ? following : following[..next];
            slots.Add(new LoadSlot(at, Offset(own, round), Offset(own, time)));
            at = next < 0 ? -1 : at + FirstId.Length + next;

            int Offset(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name) => document.IndexOf(name) is var i and >= 0 ? at + FirstId.Length + i + name.Length : 0;
        }
        return slots;
    }

    private static void PutId(Span<byte> text, in LoadSlot slot, long id) => Utf8Formatter.TryFormat(id, text.Slice(slot.Id + 1, IdDigits), out _, new System.Buffers.StandardFormat('D', IdDigits));
}
