using MongoC;
using MongoC.Bson;

namespace EndToEnd.Tests.Control;

/// <summary>Changes of MongoDB's that a bridge never hears of: made while it is stopped, with its position moved past them, as an operator's mistake or a defect would.</summary>
internal static class UnseenChanges
{
    private static readonly byte[] Nothing = [5, 0, 0, 0, 0];

    public static async Task MakeAsync(Scene scene, Func<Task> change)
    {
        await scene.StopAsync();
        await change();
        var token = await PositionAsync(scene);
        // What the last batches were about to write is looked at by every start; a clean stop has settled it.
        var bulk = new BulkWrite().DeleteMany(Documents.Bson("""{"_id.k":"intents"}""")).UpdateOne(Documents.Bson("""{"_id.k":"checkpoint"}"""), Set(token));
        var result = await scene.Client.BulkWriteAsync(scene.Database, "__ditto_connector_state", bulk, ordered: true);
        Assert.That(result.Matched, Is.EqualTo(1), "the bridge has a checkpoint");
        await scene.StartAsync();
    }

    private static async Task<ReadOnlyMemory<byte>> PositionAsync(Scene scene)
    {
        await foreach (var batch in scene.Client.WatchDatabaseAsync(scene.Database, Nothing, new ChangeStreamOptions()))
        {
            if (!batch.ResumeToken.IsEmpty) return batch.ResumeToken;
        }
        throw new InvalidOperationException("The change stream gave no position.");
    }

    private static byte[] Set(ReadOnlyMemory<byte> token)
    {
        var writer = new BsonWriter();
        writer.StartDocument("$set");
        writer.Document("streamToken", token.Span);
        writer.End();
        return writer.ToArray();
    }
}
