namespace EndToEnd.Tests.Traps;

/// <summary>Names and values that would end a statement and begin another, were they ever pasted into one.</summary>
[TestFixture(true)]
[TestFixture(false)]
[CancelAfter(120_000)]
internal sealed class InjectionTests(bool strict)
{
    private static readonly string[] Texts =
    [
        "'", "''", "`", "``", "\\\"", "\\\\", "\\\\'", "' OR '1'='1", "x` = 1 UNSET `a", "`; DELETE FROM docs; --", "'; EVICT FROM docs WHERE '' = '", "/* comment */", "-- comment", ":ids", ":docs", "$1", "${x}",
        "a\\nb", "\\u0001", "_id IN :ids", "COUNTER) x", "{\\\"$set\\\":1}", "\\uD83D\\uDE00`",
    ];

    private readonly Scene _scene = new(new SceneOptions { Strict = strict });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task Names_values_and_ids_that_look_like_statements_are_names_values_and_ids()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"witness","a":1}""");
        await _scene.Docs.Mongo.InsertAsync(Texts.Select((t, i) => Document(t, i, t)));
        await EachAsync((t, i) => Document(t, i, t));
        await _scene.Docs.BigPeer.UpsertAsync(Texts.Select((t, i) => Document(t, i, "other")));
        await EachAsync((t, i) => Document(t, i, "other"));
        foreach (var (t, i) in Texts.Select((t, i) => (t, i))) await _scene.Docs.Mongo.ReplaceAsync($"\"{t}\"", $$"""{"_id":"{{t}}","n":{{i}} }""");
        await EachAsync((t, i) => $$"""{"_id":"{{t}}","n":{{i}} }""");
        await _scene.Docs.BigPeer.UpsertAsync(Texts.Select((t, i) => Document(t, i, t)));
        await EachAsync((t, i) => Document(t, i, t));
        await _scene.Docs.Mongo.DeleteAsync(Texts.Select(t => $"\"{t}\""));
        foreach (var t in Texts) await _scene.BothAsync($"\"{t}\"", document: null);
        await _scene.BothAsync("\"witness\"", """{"_id":"witness","a":1}""");
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    private static string Document(string text, int i, string value) => $$"""{"_id":"{{text}}","{{text}}":"{{value}}","o":{"{{text}}":"{{value}}"},"n":{{i}} }""";

    private async Task EachAsync(Func<string, int, string> document)
    {
        for (var i = 0; i < Texts.Length; i++) await _scene.BothAsync($"\"{Texts[i]}\"", document(Texts[i], i));
    }
}
