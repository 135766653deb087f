using System.Globalization;
using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Documents at the edge of what one of the sides can hold: they go over whole, or are parked with a reason while the rest goes on.</summary>
[CancelAfter(120_000)]
internal sealed class EdgeTests
{
    [Test]
    public async Task A_hundred_levels_go_there_and_back([Values("native", "ejson")] string mode)
    {
        await using var scene = NewScene(mode);
        await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync(Nested("there", 100, "1"));
        await scene.BothAsync("\"there\"", Nested("there", 100, "1"), Nested("there", 100, One(mode, 1)));
        await scene.Docs.BigPeer.UpsertAsync(Nested("there", 100, One(mode, 2)), Nested("back", 100, One(mode, 3)));
        await scene.BothAsync("\"there\"", Nested("there", 100, "2"), Nested("there", 100, One(mode, 2)));
        await scene.BothAsync("\"back\"", Nested("back", 100, "3"), Nested("back", 100, One(mode, 3)));
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task More_levels_than_the_Big_Peer_reads_are_parked_and_the_rest_goes_on([Values("native", "ejson")] string mode)
    {
        await using var scene = NewScene(mode);
        await scene.Docs.Mongo.InsertAsync(Nested("good", 101, "1"), Nested("deep", 150, "1"));
        await scene.StartAsync();
        await LettersAsync(scene, "RefusedByBigPeer");
        await scene.BothAsync("\"good\"", Nested("good", 101, "1"), Nested("good", 101, One(mode, 1)));
        await scene.Docs.Mongo.ReplaceAsync("\"deep\"", Nested("deep", 3, "1"));
        await scene.BothAsync("\"deep\"", Nested("deep", 3, "1"), Nested("deep", 3, One(mode, 1)));
        await LettersAsync(scene);
    }

    [Test]
    public async Task A_text_of_a_million_characters_goes_there_and_back()
    {
        await using var scene = NewScene("native");
        await scene.StartAsync();
        var text = string.Concat(Enumerable.Repeat("0123456789", 100_000));
        await scene.Docs.Mongo.InsertAsync($$"""{"_id":"there","t":"{{text}}"}""");
        await scene.BothAsync("\"there\"", $$"""{"_id":"there","t":"{{text}}"}""");
        await scene.Docs.BigPeer.UpdateAsync("\"there\"", "SET t = :v", $"\"{text}😀\"");
        await scene.BothAsync("\"there\"", $$"""{"_id":"there","t":"{{text}}😀"}""");
    }

    [Test]
    public async Task Two_fields_of_one_name_are_parked_and_MongoDB_keeps_them([Values("native", "ejson")] string mode)
    {
        await using var scene = NewScene(mode);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"twice","o":{"a":1,"a":2} }""", """{"_id":"good","a":"x"}""");
        await scene.StartAsync();
        await LettersAsync(scene, "Unreadable");
        await scene.BothAsync("\"good\"", """{"_id":"good","a":"x"}""");
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"twice\""), Is.Null);
        Assert.That(await scene.Docs.Mongo.FindAsync("\"twice\""), Is.EqualTo("""{"_id":"twice","o":{"a":{"$numberInt":"1"},"a":{"$numberInt":"2"}}}"""));
        await scene.Docs.Mongo.ReplaceAsync("\"twice\"", """{"_id":"twice","o":{"a":"x"} }""");
        await scene.BothAsync("\"twice\"", """{"_id":"twice","o":{"a":"x"} }""");
        await LettersAsync(scene);
    }

    [Test]
    public async Task A_name_with_a_zero_character_is_parked_whether_the_document_is_new_or_not([Values("native", "ejson")] string mode)
    {
        await using var scene = NewScene(mode);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"old","a":"x"}""");
        await scene.StartAsync();
        await scene.BothAsync("\"old\"", """{"_id":"old","a":"x"}""");
        await scene.Docs.BigPeer.UpsertAsync("""{"_id":"old","b\u0000c":"x"}""", """{"_id":"new","o":{"b\u0000c":"x"} }""", """{"_id":"good","a":"x"}""");
        await LettersAsync(scene, "RefusedByMongo", "RefusedByMongo");
        await scene.BothAsync("\"good\"", """{"_id":"good","a":"x"}""");
        Assert.That(await scene.Docs.Mongo.FindAsync("\"old\""), Is.EqualTo("""{"_id":"old","a":"x"}"""));
        Assert.That(await scene.Docs.Mongo.FindAsync("\"new\""), Is.Null);
    }

    private static Scene NewScene(string mode) => new(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}" } });

    private static Task LettersAsync(Scene scene, params string[] reasons) => scene.UntilAsync($"dead letters {string.Join(", ", reasons)}", async () =>
    {
        var letters = await scene.LettersAsync();
        return letters.SequenceEqual(reasons) ? null : string.Join(", ", letters);
    });

    private static string One(string mode, int value) => mode == "native" ? value.ToString(CultureInfo.InvariantCulture) : $$"""{"$numberInt":"{{value}}"}""";

    /// <summary>A document of so many objects within each other, itself counted, with a value in the innermost.</summary>
    private static string Nested(string id, int levels, string value) =>
        $$"""{"_id":"{{id}}","a":{{string.Concat(Enumerable.Repeat("{\"a\":", levels - 1))}}{{value}}{{new string('}', levels)}}""";
}
