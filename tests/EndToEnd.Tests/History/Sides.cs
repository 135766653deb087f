using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.History;

/// <summary>Both sides of a collection as a whole, and what the bridge says of itself.</summary>
internal static class Sides
{
    /// <summary>Waits until both sides hold exactly these documents, of plain JSON types.</summary>
    public static Task HoldAsync(Scene scene, CollectionPair pair, params IEnumerable<string> documents) => scene.UntilAsync($"both sides of {pair.Mongo.Name} hold what is expected", async () =>
    {
        var expected = Sorted(documents.Select(JsonText.Canonical));
        var mongo = Sorted((await pair.Mongo.AllAsync()).Select(d => JsonText.Canonical(Plain.Text(d))));
        var bigPeer = Sorted((await pair.BigPeer.AllAsync()).Values);
        return mongo == expected && bigPeer == expected ? null : $"expected\n{expected}\nMongoDB\n{mongo}\nBig Peer\n{bigPeer}";
    });

    /// <summary>Waits until both sides hold the same, and so many.</summary>
    /// <param name="scene">Whose bridge.</param>
    /// <param name="pair">Which collection.</param>
    /// <param name="count">How many documents.</param>
    /// <param name="identity">The mapped field; MongoDB's own <c>_id</c> is not compared then.</param>
    public static Task EqualAsync(Scene scene, CollectionPair pair, int count, string identity = "_id") => scene.UntilAsync($"both sides of {pair.Mongo.Name} are equal", async () =>
    {
        var mongo = (await pair.Mongo.AllAsync()).Select(d => Plain.Text(d)).Select(d => JsonText.Canonical(identity == "_id" ? d : Plain.WithId(d, Plain.Member(d, identity)))).ToHashSet();
        var bigPeer = (await pair.BigPeer.AllAsync()).Values.ToHashSet();
        var different = mongo.Except(bigPeer).Concat(bigPeer.Except(mongo)).Take(4).ToList();
        return different.Count == 0 && mongo.Count == count ? null : $"{mongo.Count} in MongoDB, {bigPeer.Count} at the Big Peer\n{string.Join('\n', different)}";
    }, TimeSpan.FromSeconds(90));

    /// <summary>A condition of <c>/status</c>: its status and its reason.</summary>
    public static async Task<string> ConditionAsync(BridgeProcess bridge, string type)
    {
        using var status = JsonDocument.Parse((await bridge.GetStatusAsync("/status")).Body);
        var condition = status.RootElement.GetProperty("conditions").EnumerateArray().Single(c => c.GetProperty("type").GetString() == type);
        return $"{condition.GetProperty("status").GetString()} {condition.GetProperty("reason").GetString()}";
    }

    /// <summary>Waits until a loss of history has been made good.</summary>
    public static Task RecoveredAsync(Scene scene) => scene.Bridge.LogAsync("Recovery from lost history is done");

    private static string Sorted(IEnumerable<string> documents) => string.Join('\n', documents.Order(StringComparer.Ordinal));
}
