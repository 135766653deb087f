using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BridgeModel;
using BridgeRuntime.Control;
using BridgeRuntime.Queue;
using BridgeRuntime.Status;
using BridgeRuntime.Tests.Status;
using Microsoft.Extensions.Logging.Abstractions;

namespace BridgeRuntime.Tests.Control;

/// <summary>The calls of <c>/control</c> over HTTP: what is refused, and why, and that nothing runs because of it.</summary>
[Category("Engine")]
[CancelAfter(180_000)]
internal sealed class ControlRoutesTests : ControlFixture
{
    private const string Token = "the-token-of-the-tests";

    private static readonly string[] Paths = ["/control/verification", "/control/verification/differences", "/control/resync", "/control/pause", "/control/resume"];

    private readonly StatusFixture _status = new();
    private BridgeMetrics _metrics = null!;
    private StatusEndpoints _endpoints = null!;
    private HttpClient _client = null!;
    private bool _isStarted = true;

    [SetUp]
    public async Task Listen()
    {
        _isStarted = true;
        _metrics = new BridgeMetrics(_status.Status, _status.Time);
        _endpoints = new StatusEndpoints(_status.Configuration with { Status = _status.Configuration.Status with { Token = new Secret(Token) } }, _status.Status, _metrics, NullLoggerFactory.Instance);
        await _endpoints.StartAsync(CancellationToken.None);
        _endpoints.AttachDesks(() => _isStarted ? Desks : null);
        _client = new HttpClient { Timeout = TimeSpan.FromSeconds(30), BaseAddress = new Uri($"http://127.0.0.1:{_endpoints.StatusPort}") };
    }

    [TearDown]
    public async Task Close()
    {
        _client.Dispose();
        await _endpoints.DisposeAsync();
        _metrics.Dispose();
    }

    private async Task<(int Code, string Error)> SendAsync(string method, string path, string? body = null, string? token = Token, string header = "Authorization")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null && header == "Authorization") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (token is not null) request.Headers.Add(header, token);
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted ? "" : JsonNode.Parse(text)!["error"]!.GetValue<string>());
    }

    private void AssertNothingRan()
    {
        Assert.That((Desks.Verification.Current, Desks.Resync.Current, Queue.IsHeld, Queue.Count(Lane.Live)), Is.EqualTo(((object?)null, (object?)null, false, 0)));
    }

    [Test]
    public async Task Who_shows_no_token_or_another_is_refused_whatever_the_call([Values(null, "", "the-token-of-the-test", "the-token-of-the-testss", "THE-TOKEN-OF-THE-TESTS")] string? token, [Values("Authorization", "X-Bridge-Token")] string header)
    {
        foreach (var path in Paths)
        {
            foreach (var method in (string[])["GET", "POST", "DELETE", "PUT"])
                Assert.That(await SendAsync(method, path, "{}", token, header), Is.EqualTo((401, "send the token of status.token as 'Authorization: Bearer <token>' or 'X-Bridge-Token: <token>'")), $"{method} {path}");
        }
        AssertNothingRan();
    }

    [TestCase("{", "the body is not the JSON that it should be")]
    [TestCase("[]", "the body is not the JSON that it should be")]
    [TestCase("\"text\"", "the body is not the JSON that it should be")]
    [TestCase("null", "the body must be a JSON object")]
    [TestCase("""{"sample":"all"}""", "the body is not the JSON that it should be, at $.sample")]
    [TestCase("""{"sample":2}""", "'sample' must be a number above 0 and up to 1: the share of the documents to look at")]
    [TestCase("""{"filter":"n ="}""", "'filter': ")]
    [TestCase("""{"collections":["other"]}""", "collection 'other' is not one of this bridge")]
    [TestCase("""{"resume":[{"name":"other"}]}""", "the run to go on with had a collection 'other'")]
    public async Task A_verification_is_asked_for_as_it_should_be(string body, string error)
    {
        var (code, words) = await SendAsync("POST", "/control/verification", body);
        Assert.That((code, words), Is.EqualTo((400, words)));
        Assert.That(words, Does.StartWith(error));
        AssertNothingRan();
    }

    [TestCase("""{"keys":[]}""", "'keys' must be between 1 and 500")]
    [TestCase("""{"keys":[{"collection":"other","id":1}]}""", "collection 'other' is not one of this bridge")]
    [TestCase("""{"keys":[{"collection":"CARS"}]}""", "each of 'keys' must have a collection and an id")]
    [TestCase("""{"keys":[{"collection":"CARS","id":1.5}]}""", "an id of CARS is no Ditto id: Number")]
    [TestCase("""{"keys":[{"collection":"CARS","id":1}],"filter":"n = 1"}""", "'keys' stand alone")]
    [TestCase("""{"keys":{"collection":"CARS"}}""", "the body is not the JSON that it should be, at $.keys")]
    [TestCase("""{"collection":"other"}""", "collection 'other' is not one of this bridge")]
    [TestCase("""{"filter":7}""", "the body is not the JSON that it should be, at $.filter")]
    public async Task A_resync_is_asked_for_as_it_should_be(string body, string error)
    {
        var (code, words) = await SendAsync("POST", "/control/resync", body.Replace("CARS", Cars, StringComparison.Ordinal));
        Assert.That((code, words), Is.EqualTo((400, words)));
        Assert.That(words, Does.StartWith(error.Replace("CARS", Cars, StringComparison.Ordinal)));
        AssertNothingRan();
    }

    [Test]
    public async Task A_body_that_never_ends_is_not_read([Values("/control/verification", "/control/resync")] string path)
    {
        var (code, words) = await SendAsync("POST", path, $$"""{"filter":"{{new string('x', 40_000)}}"}""");
        Assert.That((code, words), Is.EqualTo((413, "the body must be at most 32768 bytes and arrive whole")));
        AssertNothingRan();
    }

    [Test]
    public async Task What_there_is_not_is_said()
    {
        Assert.That(await SendAsync("GET", "/control/verification"), Is.EqualTo((404, "there was no verification since the start; begin one with POST")));
        Assert.That(await SendAsync("GET", "/control/verification/differences"), Is.EqualTo((404, "there was no verification since the start; begin one with POST")));
        Assert.That(await SendAsync("GET", "/control/resync"), Is.EqualTo((404, "there was no resync since the start; begin one with POST")));
        Assert.That(await SendAsync("GET", "/control/verification/else"), Is.EqualTo((404, "there is /control/verification and /control/verification/differences")));
        Assert.That((await SendAsync("GET", "/control/pause/else")).Code, Is.EqualTo(404));
        Assert.That(await SendAsync("PUT", "/control/verification", "{}"), Is.EqualTo((405, "only GET, POST, DELETE")));
        Assert.That(await SendAsync("DELETE", "/control/pause"), Is.EqualTo((405, "only GET, POST")));
        AssertNothingRan();
    }

    [Test]
    public async Task A_bridge_that_starts_asks_for_patience()
    {
        _isStarted = false;
        foreach (var path in Paths) Assert.That(await SendAsync("POST", path, "{}"), Is.EqualTo((503, "the bridge is starting; ask again in a moment")), path);
    }

    [Test]
    public async Task A_second_run_is_refused_and_a_page_that_no_answer_gave_too()
    {
        await FillAsync(1500);
        Assert.That((await SendAsync("POST", "/control/verification", """{"rate":1}""", header: "X-Bridge-Token")).Code, Is.EqualTo(202));
        Assert.That(await SendAsync("POST", "/control/verification"), Is.EqualTo((409, "a verification runs already; wait for it, or end it with DELETE")));
        Assert.That((await SendAsync("GET", "/control/verification/differences?from=0")).Code, Is.EqualTo(200));
        foreach (var from in (string[])["x", "-1", "1.5", "99999999999"])
            Assert.That(await SendAsync("GET", $"/control/verification/differences?from={from}"), Is.EqualTo((400, "'from' must be what the answer before gave as next")), from);
        Assert.That((await SendAsync("DELETE", "/control/verification")).Code, Is.EqualTo(200));
        await UntilAsync("it ends", () => Desks.Verification.Current!.IsRunning ? "not yet" : null);
        Assert.That((await SendAsync("POST", "/control/resync")).Code, Is.EqualTo(202));
        Assert.That(await SendAsync("POST", "/control/resync", "{}"), Is.EqualTo((409, "a resync runs already; wait for it, or end it with DELETE")));
    }
}
