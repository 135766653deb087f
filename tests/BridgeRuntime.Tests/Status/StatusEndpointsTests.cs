using System.Net;
using System.Net.Sockets;
using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using Microsoft.Extensions.Logging.Abstractions;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Tests.Status;

internal sealed class StatusEndpointsTests
{
    private StatusFixture _fixture = null!;
    private BridgeMetrics _metrics = null!;
    private StatusEndpoints _endpoints = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _fixture = new StatusFixture();
        _metrics = new BridgeMetrics(_fixture.Status, _fixture.Time);
        _endpoints = new StatusEndpoints(_fixture.Configuration, _fixture.Status, _metrics, NullLoggerFactory.Instance);
        _client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        await _endpoints.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _endpoints.DisposeAsync();
        _metrics.Dispose();
    }

    [Test]
    public async Task health_answers_exactly_what_dashboards_know()
    {
        _fixture.MakeReady();
        _fixture.Outstanding(2.5);
        Assert.That(await Get("/health"), Is.EqualTo((HttpStatusCode.OK, """{"status":"healthy","mongodb":"connected","ditto":"connected","sync_lag_seconds":2.5}""")));

        _fixture.Status.SnapshotProgress(StatusFixture.Orders, 5, done: false);
        Assert.That(await Get("/health"), Is.EqualTo((HttpStatusCode.OK, """{"status":"degraded","mongodb":"connected","ditto":"connected","sync_lag_seconds":2.5}""")));

        _fixture.Outstanding(0);
        _fixture.Status.SideFailed(Side.BigPeer, new SideException(Side.BigPeer, SideFailure.Unavailable, "down"));
        Assert.That(await Get("/health"), Is.EqualTo((HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","mongodb":"connected","ditto":"disconnected","sync_lag_seconds":0}""")));
    }

    [Test]
    public async Task livez_follows_the_loops()
    {
        _fixture.Status.Loops.Register("mongo-stream", TimeSpan.FromSeconds(30));
        Assert.That(await Get("/livez"), Is.EqualTo((HttpStatusCode.OK, "ok")));
        _fixture.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await Get("/livez"), Is.EqualTo(
            (HttpStatusCode.ServiceUnavailable, "[-]loop/mongo-stream: LoopStalled: no progress since 2026-01-01T00:00:00Z, more than 30 s ago\n")));
        _fixture.Status.Loops.Tick("mongo-stream");
        Assert.That(await Get("/livez"), Is.EqualTo((HttpStatusCode.OK, "ok")));
    }

    [TestCase("/readyz")]
    [TestCase("/readiness")]
    public async Task readiness_gives_its_reasons_line_by_line(string path)
    {
        _fixture.MakeReady();
        Assert.That(await Get(path), Is.EqualTo((HttpStatusCode.OK, "ok")));
        _fixture.Status.StreamClosed();
        _fixture.Status.SideFailed(Side.Mongo, new SideException(Side.Mongo, SideFailure.Unauthorized, "the password\nis refused"));
        Assert.That(await Get(path), Is.EqualTo((HttpStatusCode.ServiceUnavailable,
            "[-]mongodb: MongoDBUnavailable: Unauthorized: the password is refused\n[-]stream: StreamClosed: MongoDB's change stream is not open\n")));
    }

    [Test]
    public async Task verbose_lists_every_check()
    {
        _fixture.MakeReady();
        _fixture.Status.Loops.Register("lease", TimeSpan.FromSeconds(30));
        var (code, text) = await Get("/readyz?verbose");
        Assert.That(code, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(text, Is.EqualTo(
            """
            [+]start ok
            [+]mongodb ok
            [+]bigpeer ok
            [+]stream ok
            [+]history ok
            [+]snapshot/orders ok
            [+]snapshot/stores ok
            [+]big-peer-read/orders ok
            [+]big-peer-read/stores ok
            [+]mass-delete-guard/orders ok
            [+]mass-delete-guard/stores ok
            [+]dead-letters ok
            [+]loop/lease ok
            ok

            """));
        _fixture.Status.StreamClosed();
        Assert.That((await Get("/readyz?verbose")).Body, Does.Contain("[+]mongodb ok\n").And.Contains("[-]stream: StreamClosed").And.Not.EndsWith("ok\nok\n"));
    }

    [Test]
    public async Task status_is_json_as_the_schema_says()
    {
        _fixture.MakeReady();
        using var answer = await _client.GetAsync(Url("/status"));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(answer.Headers.CacheControl!.NoStore);
        Assert.That(StatusSchemaTests.Validate(await answer.Content.ReadAsStringAsync()), Is.Empty);
    }

    [Test]
    public async Task metrics_are_on_their_own_port_in_the_text_format()
    {
        using var answer = await _client.GetAsync(MetricsUrl("/metrics"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("# TYPE ditto_sync_lag_seconds gauge\nditto_sync_lag_seconds 0\n"));
        Assert.That(_endpoints.MetricsPort, Is.Not.EqualTo(_endpoints.StatusPort));
        Assert.That((await Get("/metrics")).Code, Is.EqualTo(HttpStatusCode.NotFound));
        using var elsewhere = await _client.GetAsync(MetricsUrl("/status"));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/")]
    [TestCase("/healthz")]
    [TestCase("/status/")]
    [TestCase("/..%2fetc%2fpasswd")]
    public async Task an_unknown_path_is_not_found(string path)
    {
        var (code, text) = await Get(path);
        Assert.That(code, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(text, Is.EqualTo("not found; there is /health, /livez, /readyz, /readiness, /status, /deadletters, /control/verification, /control/resync, /control/pause, /control/resume, /control/mass-deletes\n"));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task only_get_and_head_are_answered(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Url("/status"));
        using var answer = await _client.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "GET", "HEAD" }));
    }

    [Test]
    public async Task head_is_get_without_the_body()
    {
        _fixture.MakeReady();
        using var request = new HttpRequestMessage(HttpMethod.Head, Url("/readyz"));
        using var answer = await _client.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(2));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task a_source_that_fails_is_an_error_of_the_answer_and_ends_nothing()
    {
        _fixture.Status.Attach(new StatusSources
        {
            QueuedKeys = () => throw new InvalidOperationException("secret detail"),
            QueueCapacity = 1,
            Ages = () => [],
            SavedPosition = () => null,
            LedgerEntries = _ => null,
            OpenIntents = () => 0,
            DeadLetters = () => _fixture.Letters,
            DeadLettersByCollection = () => new Dictionary<string, long>(),
            DeadLettersFull = () => false,
        });
        var (code, text) = await Get("/status");
        Assert.That(code, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(text, Does.Not.Contain("secret detail"));
        using var metrics = await _client.GetAsync(MetricsUrl("/metrics"));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError), "a scrape that lacks values must not look whole");
        _fixture.MakeReady();
        Assert.That((await Get("/status")).Code, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("status")]
    [TestCase("metrics")]
    public async Task a_port_that_is_taken_is_an_error_that_names_the_option_and_the_remedy(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = new ListenSettings { Address = "127.0.0.1", Port = ((IPEndPoint)taken.LocalEndpoint).Port };
        var configuration = option == "status" ? _fixture.Configuration with { Status = settings } : _fixture.Configuration with { Metrics = settings };
        await using var second = new StatusEndpoints(configuration, _fixture.Status, _metrics, NullLoggerFactory.Instance);
        Assert.That(async () => await second.StartAsync(CancellationToken.None), Throws.InstanceOf<ListenException>().With.Message.EqualTo(
            $"{option}.port: port {settings.Port} of 127.0.0.1 is taken by another program. Stop that program, or set {option}.port to a free port (0 takes any)."));
    }

    [Test]
    public async Task an_address_of_another_machine_is_an_error_that_names_the_option()
    {
        // TEST-NET-1 of RFC 5737, which no machine has.
        var configuration = _fixture.Configuration with { Metrics = new ListenSettings { Address = "192.0.2.1", Port = 0 } };
        await using var second = new StatusEndpoints(configuration, _fixture.Status, _metrics, NullLoggerFactory.Instance);
        Assert.That(async () => await second.StartAsync(CancellationToken.None),
            Throws.InstanceOf<ListenException>().With.Message.StartsWith("metrics.address: cannot listen on port 0 of 192.0.2.1: ").And.Message.Contains("metrics.port"));
    }

    [TestCase("0.0.0.0", "127.0.0.1")]
    [TestCase("::", "[::1]")]
    [TestCase("::", "127.0.0.1")]
    public async Task all_addresses_can_be_listened_on(string address, string host)
    {
        if (address == "::" && !Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        var configuration = _fixture.Configuration with { Status = new ListenSettings { Address = address, Port = 0 } };
        await using var second = new StatusEndpoints(configuration, _fixture.Status, _metrics, NullLoggerFactory.Instance);
        await second.StartAsync(CancellationToken.None);
        using var answer = await _client.GetAsync(new Uri($"http://{host}:{second.StatusPort}/livez"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task a_connection_that_stays_open_does_not_hold_up_the_end()
    {
        await Get("/livez");
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, _endpoints.StatusPort);
        var port = _endpoints.StatusPort;
        await _endpoints.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        using var late = new TcpClient();
        Assert.That(async () => await late.ConnectAsync(IPAddress.Loopback, port), Throws.InstanceOf<SocketException>());
    }

    private Uri Url(string path) => new($"http://127.0.0.1:{_endpoints.StatusPort}{path}");

    private Uri MetricsUrl(string path) => new($"http://127.0.0.1:{_endpoints.MetricsPort}{path}");

    private async Task<(HttpStatusCode Code, string Body)> Get(string path)
    {
        using var answer = await _client.GetAsync(Url(path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
