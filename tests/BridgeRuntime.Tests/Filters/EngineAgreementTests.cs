using System.Globalization;
using System.Text;
using BridgeRuntime.Filters;
using TestKit;

namespace BridgeRuntime.Tests.Filters;

/// <summary>A filter keeps the documents that the real Ditto engine finds with it, condition by condition.</summary>
[Category("Engine")]
internal sealed class EngineAgreementTests
{
    private const int Documents = 400;

    private BigPeerServer _bigPeer = null!;

    /// <summary>How many random conditions each lane tries; <c>CONDITIONS</c> sets another number.</summary>
    private static int Conditions => int.TryParse(Environment.GetEnvironmentVariable("CONDITIONS"), CultureInfo.InvariantCulture, out var n) ? n : 1_500;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        _bigPeer = await BigPeerServer.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_bigPeer is not null) await _bigPeer.DisposeAsync();
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task Random_conditions_match_what_the_engine_finds([Values] bool strict, [Values(1, 2)] int seed)
    {
        var random = new Random(seed + (strict ? 100 : 0));
        var conditions = new RandomConditions(random);
        var name = $"c{seed}{(strict ? "s" : "n")}";
        var collection = new BigPeerCollection(_bigPeer.Api, name, strict);
        await collection.InsertAsync(Enumerable.Range(0, Documents).Select(conditions.Document));
        var documents = await collection.AllAsync();
        var (matching, wrong) = (0L, new List<string>());
        for (var i = 0; i < Conditions; i++)
        {
            var condition = conditions.Condition();
            if (await FindAsync(name, condition, strict) is not { } expected) continue;
            foreach (var text in new[] { condition, RandomConditions.InOlderWords(condition) })
            {
                var filter = new DocumentFilter(text, name);
                var found = documents.Where(d => filter.Matches(Encoding.UTF8.GetBytes(d.Value))).Select(d => d.Key).ToHashSet();
                matching += found.Count;
                if (found.SetEquals(expected)) continue;
                var odd = found.Except(expected).Concat(expected.Except(found)).First();
                wrong.Add($"{text}\n    {(found.Contains(odd) ? "is matched and the engine does not find" : "is not matched and the engine finds")} {documents[odd]}");
            }
        }
        Assert.Multiple(() =>
        {
            Assert.That(wrong, Is.Empty, $"{wrong.Count} of {Conditions}\n" + string.Join('\n', wrong.Take(40)));
            Assert.That(matching, Is.GreaterThan(Conditions * 10L), "conditions that match next to nothing test nothing");
        });
    }

    /// <summary>The ids that the engine finds; null where it refuses to compare an _id with a fraction, which no _id can be.</summary>
    private async Task<HashSet<string>?> FindAsync(string collection, string condition, bool strict)
    {
        try
        {
            return (await _bigPeer.Api.ExecuteAsync($"SELECT * FROM {collection} WHERE {condition}", "{}", strict)).Items.Select(d => JsonText.Canonical(d.GetProperty("_id"))).ToHashSet();
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Floats are not supported in document IDs", StringComparison.Ordinal))
        {
            return null;
        }
    }

    [TestCase("d.a = 1")]
    [TestCase("`d`.a = 1")]
    [TestCase("d.d.a = 2")]
    [TestCase("D.a IS MISSING")]
    [TestCase("a LIKE 'x' ESCAPE '!' OR pc LIKE '50!%!_x' ESCAPE '!'")]
    [TestCase("pc LIKE '50\\\\%'")]
    [TestCase("a = null OR z = null")]
    [TestCase("t AND a BETWEEN 1 AND 2 AND t")]
    [TestCase("a = 1 = true AND (1 < a = false)")]
    [TestCase("s = 'it\\'s' AND q = \"say \\\"x\\\"\"")]
    [TestCase("when = '2023-01-01T00:00:00.000Z' AND when >= '2023-01-01' AND when < '2023-01-01T00:00:00Z'")]
    public async Task Particular_conditions_match_as_in_the_engine(string condition)
    {
        var collection = new BigPeerCollection(_bigPeer.Api, "d", strict: true);
        const string Document = """{"_id":"1","a":1,"d":{"a":2},"s":"it's","q":"say \"x\"","pc":"50%_x","t":true,"z":null,"when":"2023-01-01T00:00:00.000Z"}""";
        await collection.UpsertAsync([Document]);
        var found = (await _bigPeer.Api.ExecuteAsync($"SELECT * FROM d WHERE {condition}")).Items.Count > 0;
        Assert.That(new DocumentFilter(condition, "d").Matches(Encoding.UTF8.GetBytes(Document)), Is.EqualTo(found));
    }
}
