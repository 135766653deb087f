using MongoC;
using MongoC.Bson;

namespace Benchmarks.Load;

/// <summary>A command of many inserts or updates that is made once and then filled in place, so that making it costs nothing while time is taken.</summary>
internal sealed class MongoBatch
{
    private readonly byte[] _command;
    private readonly IReadOnlyList<LoadSlot> _slots;

    private MongoBatch(byte[] command)
    {
        _command = command;
        _slots = LoadDocument.BsonSlots(command);
    }

    public int Count => _slots.Count;

    public static MongoBatch Inserts(string collection, int count, int bytes)
    {
        var document = LoadDocument.Bson(bytes);
        return new MongoBatch(Command("insert", "documents", collection, writer =>
        {
            for (var i = 0; i < count; i++) writer.Document("", document);
        }));
    }

    /// <param name="collection">Of which.</param>
    /// <param name="count">How many.</param>
    /// <param name="isTimed">Whether the time is written as well as the round.</param>
    public static MongoBatch Updates(string collection, int count, bool isTimed) => new(Command("update", "updates", collection, writer =>
    {
        for (var i = 0; i < count; i++)
        {
            writer.StartDocument("");
            writer.StartDocument("q");
            writer.String("_id", LoadDocument.Id(0));
            writer.End();
            writer.StartDocument("u");
            writer.StartDocument("$set");
            LoadDocument.WriteStamp(writer, isTimed);
            writer.End();
            writer.End();
            writer.End();
        }
    }));

    public void Put(int slot, long id, int round, long time) => LoadDocument.PutBson(_command, _slots[slot], id, round, time);

    /// <exception cref="InvalidOperationException">Not all of it was taken.</exception>
    public async Task RunAsync(MongoClient client, string database, CancellationToken cancellation)
    {
        var reply = await client.RunWriteCommandAsync(database, _command, session: null, cancellation);
        if (!BsonReader.TryFind(reply, "n"u8, out var taken) || taken.AsInt32() != Count)
            throw new InvalidOperationException($"MongoDB did not take all of {Count} writes: {ExtendedJson.ToJson(reply, ExtendedJsonMode.Relaxed)[..Math.Min(500, reply.Length)]}");
    }

    private static byte[] Command(string name, string list, string collection, Action<BsonWriter> elements)
    {
        var writer = new BsonWriter(1 << 20);
        writer.String(name, collection);
        writer.Boolean("ordered", false);
        writer.StartArray(list);
        elements(writer);
        writer.End();
        return writer.ToArray();
    }
}
