using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using BridgeRuntime.Status;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.Mongo;
using BridgeRuntime.Tests.Status;
using Microsoft.Extensions.Logging.Abstractions;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.DeadLetters;

/// <summary>The calls to the dead letters over HTTP, against a real store and a real queue.</summary>
internal sealed class DeadLetterRoutesTests : MongoFixture
{
    private const string Token = "the-token-of-the-tests";

    private readonly FeedLog _log = new();
    private StatusFixture _fixture = null!;
    private BridgeMetrics _metrics = null!;
    private StatusEndpoints _endpoints = null!;
    private DeadLetterStore _letters = null!;
    private KeyQueue _queue = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _log.Clear();
        _fixture = new StatusFixture();
        _metrics = new BridgeMetrics(_fixture.Status, _fixture.Time);
        _letters = new DeadLetterStore(Client, Database, new BridgeShard("b", 0), new DeadLetterSettings { KeepDocuments = true }, _log, _fixture.Time);
        _queue = new KeyQueue([StatusFixture.Orders], 5000, _fixture.Time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1));
        await ListenAsync(Token);
    }

    [TearDown]
    public async Task Stop()
    {
        await CloseAsync();
        _metrics.Dispose();
        _queue.Dispose();
    }

    private async Task ListenAsync(string? token)
    {
        var configuration = _fixture.Configuration with { Status = _fixture.Configuration.Status with { Token = token is null ? null : new Secret(token) } };
        _endpoints = new StatusEndpoints(configuration, _fixture.Status, _metrics, NullLoggerFactory.Instance);
        await _endpoints.StartAsync(CancellationToken.None);
        var collections = new Dictionary<string, CollectionSettings> { [StatusFixture.Orders] = _fixture.OrdersSettings };
        var mongo = new MongoDocuments(Client, Database);
        var hints = new Dictionary<string, MongoHints> { [StatusFixture.Orders] = new(_fixture.OrdersSettings, new MongoLedger(Client, Database, new BridgeShard("b", 0)), mongo, _queue) };
        var desk = new DeadLetterDesk(_letters, new DeadLetterReplay(_queue, _letters, mongo, collections, hints, _log), _fixture.Time);
        _endpoints.Attach(() => desk);
        _client = new HttpClient { Timeout = TimeSpan.FromSeconds(30), BaseAddress = new Uri($"http://127.0.0.1:{_endpoints.StatusPort}") };
        if (token is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task CloseAsync()
    {
        _client.Dispose();
        await _endpoints.DisposeAsync();
    }

    private static DeadLetter Keyed(string id, DeadLetterReason reason = DeadLetterReason.RefusedByMongo, string collection = StatusFixture.Orders) =>
        new(Side.BigPeer, collection, new DittoId(id), MongoId: null, reason, "why") { State = 5 };

    private static DeadLetter Keyless(string id) => new(Side.Mongo, StatusFixture.Orders, Id: null, BsonValue.Of(id), DeadLetterReason.UnsupportedIdentity, "why");

    private async Task<(HttpStatusCode Code, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request);
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"), path);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static IEnumerable<TestCaseData> Calls() =>
        new[] { ("GET", "/deadletters"), ("GET", "/deadletters/0"), ("DELETE", "/deadletters/0"), ("POST", "/deadletters/0/replay"), ("POST", "/deadletters/0/discard"), ("POST", "/deadletters/replay") }
            .Select(c => new TestCaseData(c.Item1, c.Item2));

    [TestCaseSource(nameof(Calls))]
    public async Task Without_a_configured_token_nobody_is_answered_and_the_remedy_is_named(string method, string path)
    {
        await CloseAsync();
        await ListenAsync(token: null);
        foreach (var header in new[] { null, "", Token })
        {
            _client.DefaultRequestHeaders.Authorization = header is null ? null : new AuthenticationHeaderValue("Bearer", header);
            var (code, body) = await SendAsync(new HttpMethod(method), path);
            Assert.That(code, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(body["error"]!.GetValue<string>(), Does.Contain("set status.token"));
        }
    }

    [TestCaseSource(nameof(Calls))]
    public async Task A_missing_or_wrong_token_is_refused_and_changes_nothing(string method, string path)
    {
        await _letters.PutAsync([Keyed("1")], default);
        path = path.Replace("/0", $"/{Keyed("1").Address.LetterId}", StringComparison.Ordinal);
        foreach (var header in new[] { null, "Bearer", "Bearer ", $"Bearer {Token[..^1]}", $"Bearer {Token}x", $"Bearer {Token.ToUpperInvariant()}", $"Basic {Token}", Token })
        {
            _client.DefaultRequestHeaders.Remove("Authorization");
            if (header is not null) _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            var (code, body) = await SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null);
            Assert.That(code, Is.EqualTo(HttpStatusCode.Unauthorized), header ?? "none");
            Assert.That(body.ToJsonString(), Does.Contain("status.token").And.Not.Contain(Token));
        }
        Assert.That(_queue.Count(Lane.Live), Is.Zero);
        Assert.That(_letters.Open.Values.Sum(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_token_counts_in_a_header_of_its_own_too_whatever_a_proxy_leaves_in_the_other()
    {
        foreach (var (authorization, own, expected) in new[]
        {
            (null, Token, HttpStatusCode.OK), ("Bearer of-a-proxy", Token, HttpStatusCode.OK), ("Bearer " + Token, "wrong", HttpStatusCode.OK),
            (null, Token[..^1], HttpStatusCode.Unauthorized), (null, "Bearer " + Token, HttpStatusCode.Unauthorized), ((string?)null, "", HttpStatusCode.Unauthorized),
        })
        {
            _client.DefaultRequestHeaders.Remove("Authorization");
            _client.DefaultRequestHeaders.Remove("X-Bridge-Token");
            if (authorization is not null) _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
            _client.DefaultRequestHeaders.TryAddWithoutValidation("X-Bridge-Token", own);
            var (code, body) = await SendAsync(HttpMethod.Get, "/deadletters");
            Assert.That(code, Is.EqualTo(expected), $"{authorization}, {own}");
            Assert.That(body.ToJsonString(), Does.Not.Contain(Token));
        }
    }

    [Test]
    public async Task The_open_paths_need_no_token_and_answer_GET_only([Values("/health", "/livez", "/readyz", "/readiness", "/status")] string path)
    {
        _client.DefaultRequestHeaders.Authorization = null;
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.ServiceUnavailable));
        using var post = await _client.PostAsync(new Uri(path, UriKind.Relative), content: null);
        Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task A_list_is_paged_and_as_the_schema_says()
    {
        await _letters.PutAsync([.. Enumerable.Range(0, 5).Select(i => Keyed($"{i}")), Keyless("a"), Keyed("""{"x":"ü"}""", DeadLetterReason.IdentityMismatch)], default);
        var (ids, path) = (new List<string>(), "/deadletters?limit=3");
        for (var pages = 1; ; pages++)
        {
            var (code, page) = await SendAsync(HttpMethod.Get, path);
            Assert.That(code, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(LetterSchema().Validate(page), Is.Empty);
            ids.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
            if (page["continue"] is not { } token)
            {
                Assert.That(pages, Is.EqualTo(3));
                break;
            }
            path = $"/deadletters?limit=3&continue={token.GetValue<string>()}";
        }
        Assert.That(ids, Has.Count.EqualTo(7).And.Unique);
        Assert.That(await Count("?reason=IdentityMismatch"), Is.EqualTo(1));
        Assert.That(await Count("?side=mongodb"), Is.EqualTo(1));
        Assert.That(await Count("?side=bigPeer&collection=orders"), Is.EqualTo(6));
        Assert.That(await Count("?collection=other"), Is.Zero);

        async Task<int> Count(string query) => (await SendAsync(HttpMethod.Get, $"/deadletters{query}")).Body["items"]!.AsArray().Count;
    }

    [TestCase("?limit=0", "'limit'")]
    [TestCase("?limit=1001", "between 1 and 1000")]
    [TestCase("?limit=x", "'limit'")]
    [TestCase("?reason=Missing", "MissingIdentity")]
    [TestCase("?reason=0", "'reason'")]
    [TestCase("?side=ditto", "mongodb or bigPeer")]
    [TestCase("?discarded=1", "'discarded'")]
    [TestCase("?continue=%25", "'continue'")]
    [TestCase("?continue=AAAA", "'continue'")]
    [TestCase("?colection=a", "'colection' is not known here; known are collection")]
    public async Task A_query_that_is_wrong_is_refused_by_name(string query, string words)
    {
        var (code, body) = await SendAsync(HttpMethod.Get, $"/deadletters{query}");
        Assert.That(code, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(body["error"]!.GetValue<string>(), Does.Contain(words));
    }

    [Test]
    public async Task One_letter_is_found_with_its_copy_and_one_that_is_not_there_is_not()
    {
        var state = new DocumentStateReader(strict: true, ejson: false, CounterPaths.None).Read("""{"_id":1,"a":2}"""u8.ToArray());
        await _letters.PutAsync([Keyed("1") with { Document = state }], default);
        var (code, letter) = await SendAsync(HttpMethod.Get, $"/deadletters/{Keyed("1").Address.LetterId}");
        Assert.That(code, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(letter["document"]!.GetValue<string>(), Is.EqualTo("""{"_id":1,"a":2}"""));
        Assert.That(letter["dittoId"]!.ToJsonString(), Is.EqualTo("1"));
        Assert.That((letter["attempts"]!.GetValue<int>(), letter["reason"]!.GetValue<string>(), letter["side"]!.GetValue<string>()), Is.EqualTo((1, "RefusedByMongo", "bigPeer")));
        Assert.That((await SendAsync(HttpMethod.Get, "/deadletters")).Body["items"]![0]!["document"], Is.Null, "a list holds no copies");
        Assert.That((await SendAsync(HttpMethod.Get, $"/deadletters/{new string('0', 32)}")).Code, Is.EqualTo(HttpStatusCode.NotFound));
        foreach (var path in new[] { "/deadletters/a/b", "/deadletters/a/replay/b" }) Assert.That((await SendAsync(HttpMethod.Get, path)).Code, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_replay_gives_the_key_to_the_queue()
    {
        await _letters.PutAsync([Keyed("1")], default);
        var (code, body) = await SendAsync(HttpMethod.Post, $"/deadletters/{Keyed("1").Address.LetterId}/replay");
        Assert.That((code, body.ToJsonString()), Is.EqualTo((HttpStatusCode.Accepted, """{"accepted":1,"skipped":0,"continue":null}""")));
        Assert.That((await _queue.TakeAsync(10, default)).Select(i => (i.Key.Id.Json, i.Hints)), Is.EqualTo(new[] { ("1", HintSides.Recheck) }));
        Assert.That(_log.LetterRetries, Is.EqualTo(new[] { (StatusFixture.Orders, RetryCause.Request, 1) }));
        Assert.That((await SendAsync(HttpMethod.Post, $"/deadletters/{new string('0', 32)}/replay")).Code, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_replay_by_filter_goes_over_pages_and_skips_what_is_not_served()
    {
        await _letters.PutAsync([.. Enumerable.Range(0, 1200).Select(i => Keyed($"{i}")), Keyed("1", collection: "unserved"), Keyed("x", DeadLetterReason.IdentityMismatch)], default);
        var (code, first) = await SendAsync(HttpMethod.Post, "/deadletters/replay", """{"reason":"RefusedByMongo"}""");
        Assert.That((code, first["accepted"]!.GetValue<int>(), first["skipped"]!.GetValue<int>()), Is.EqualTo((HttpStatusCode.Accepted, 1000, 0)));
        var (_, second) = await SendAsync(HttpMethod.Post, "/deadletters/replay", $$"""{"reason":"RefusedByMongo","continue":"{{first["continue"]!.GetValue<string>()}}"}""");
        Assert.That(second.ToJsonString(), Is.EqualTo("""{"accepted":200,"skipped":1,"continue":null}"""));
        Assert.That(_queue.Count(Lane.Live), Is.EqualTo(1200));
    }

    [Test]
    public async Task A_document_without_a_key_is_looked_at_again_and_its_letter_goes_with_it()
    {
        await PutAsync(StatusFixture.Orders, """{"_id":{"a":1}}""");
        var there = new DeadLetter(Side.Mongo, StatusFixture.Orders, Id: null, BsonDocuments.Value((await BsonAsync(StatusFixture.Orders)).Single(), "_id"), DeadLetterReason.UnsupportedIdentity, "before");
        await _letters.PutAsync([there, Keyless("gone")], default);
        var (_, body) = await SendAsync(HttpMethod.Post, "/deadletters/replay", "{}");
        Assert.That(body["accepted"]!.GetValue<int>(), Is.EqualTo(2));
        var (_, left) = await SendAsync(HttpMethod.Get, "/deadletters");
        var letter = left["items"]!.AsArray().Single()!;
        Assert.That(letter["attempts"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(letter["mongoId"]!.ToJsonString(), Is.EqualTo("""{"a":{"$numberInt":"1"}}"""));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("""{"reason":1}""")]
    [TestCase("""{"limit":"5"}""")]
    [TestCase("""{"all":"true"}""")]
    public async Task A_body_that_is_no_filter_is_refused_and_nothing_is_tried(string? body)
    {
        await _letters.PutAsync([Keyed("1")], default);
        Assert.That((await SendAsync(HttpMethod.Post, "/deadletters/replay", body)).Code, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_queue.Count(Lane.Live), Is.Zero);
    }

    [Test]
    public async Task A_body_is_bounded()
    {
        var (code, body) = await SendAsync(HttpMethod.Post, "/deadletters/replay", $$"""{"collection":"{{new string('x', 40_000)}}"}""");
        Assert.That(code, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(body["error"]!.GetValue<string>(), Does.Contain("32768 bytes"));
    }

    [TestCase("DELETE", "")]
    [TestCase("POST", "/discard")]
    public async Task A_discarded_letter_is_listed_apart(string method, string suffix)
    {
        await _letters.PutAsync([Keyed("1"), Keyed("2")], default);
        var (code, body) = await SendAsync(new HttpMethod(method), $"/deadletters/{Keyed("1").Address.LetterId}{suffix}");
        Assert.That((code, body.ToJsonString()), Is.EqualTo((HttpStatusCode.OK, """{"discarded":1}""")));
        Assert.That((await SendAsync(HttpMethod.Get, "/deadletters")).Body["items"]!.AsArray().Select(i => i!["dittoId"]!.GetValue<int>()), Is.EqualTo(new[] { 2 }));
        var (_, aside) = await SendAsync(HttpMethod.Get, "/deadletters?discarded=true");
        Assert.That(aside["items"]!.AsArray().Select(i => i!["dittoId"]!.GetValue<int>()), Is.EqualTo(new[] { 1 }));
        Assert.That(LetterSchema().Validate(aside), Is.Empty);
        Assert.That((await SendAsync(HttpMethod.Delete, $"/deadletters/{new string('0', 32)}")).Code, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("POST", "/deadletters", "GET")]
    [TestCase("PUT", "/deadletters/0", "GET, DELETE")]
    [TestCase("GET", "/deadletters/0/replay", "POST")]
    [TestCase("GET", "/deadletters/0/discard", "POST")]
    [TestCase("DELETE", "/deadletters/0/replay", "POST")]
    public async Task Another_method_is_refused_and_the_right_one_named(string method, string path, string allow)
    {
        var (code, body) = await SendAsync(new HttpMethod(method), path);
        Assert.That(code, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(body["error"]!.GetValue<string>(), Is.EqualTo($"only {allow}"));
    }

    [Test]
    public async Task Before_the_bridge_runs_the_letters_are_not_there_yet()
    {
        _endpoints.Attach(() => null);
        Assert.That((await SendAsync(HttpMethod.Get, "/deadletters")).Code, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    private static JsonSchema LetterSchema() => new(JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "deadletters.schema.json")))!);
}
