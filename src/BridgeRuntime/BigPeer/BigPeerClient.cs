using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Tls;

namespace BridgeRuntime.BigPeer;

/// <summary>One statement at a time over the Big Peer's HTTP API (ditto.md §4): v4 for strict mode, v5 without.</summary>
internal sealed class BigPeerClient : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What a short statement or answer takes; there is always room for as much.</summary>
    private const int FirstRead = 16 * 1024;

    /// <summary>What is said of an answer's length is believed up to here.</summary>
    private const int LongestExpected = 4 * 1024 * 1024;

    private readonly string? _apiKey;
    private readonly SslClientAuthenticationOptions _sslOptions;
    private volatile HttpClient _http;
    private HttpClient? _retired;
    private readonly Uri _strict;
    private readonly Uri _relaxed;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CallObserver? _called;

    /// <param name="settings">Where the Big Peer is.</param>
    /// <param name="transactions">What this bridge has seen and written.</param>
    /// <param name="time">The clock of time limits.</param>
    /// <param name="called">Is told of each call that has ended, well or not.</param>
    public BigPeerClient(BigPeerSettings settings, TransactionView transactions, TimeProvider time, CallObserver? called = null)
    {
        _called = called;
        Transactions = transactions;
        _strict = new Uri($"{settings.Endpoint}/api/v4/store/execute");
        _relaxed = new Uri($"{settings.Endpoint}/api/v5/store/execute");
        (_timeout, _time) = (settings.RequestTimeout, time);
        _apiKey = settings.ApiKey?.Reveal();
        _sslOptions = ServerCertificates.Options(settings.CaFile, "bigPeer.caFile");
        _http = Connect();
    }

    public delegate void CallObserver(in SideCall call);

    public TransactionView Transactions { get; }

    /// <summary>Comes before each write.</summary>
    public Func<CancellationToken, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs a statement that reads, on a view not older than this bridge's last write.</summary>
    public Task<BigPeerAnswer> QueryAsync(bool strict, string statement, Action<Utf8JsonWriter>? arguments, CancellationToken cancellation) =>
        ExecuteAsync(strict, statement, arguments, writes: false, cancellation);

    /// <summary>Runs a statement that writes. After an unavailable side it may have taken effect.</summary>
    public Task<BigPeerAnswer> MutateAsync(bool strict, string statement, Action<Utf8JsonWriter> arguments, CancellationToken cancellation) =>
        ExecuteAsync(strict, statement, arguments, writes: true, cancellation);

    /// <summary>
    /// Asks over new connections from now on, which may lead to another node. Calls that are under way keep theirs until the next time; not for several threads at once.
    /// </summary>
    public void Reconnect()
    {
        _retired?.Dispose();
        _retired = _http;
        _http = Connect();
    }

    public void Dispose()
    {
        _retired?.Dispose();
        _http.Dispose();
    }

    private HttpClient Connect()
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            // DNS changes are noticed after this long.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
            // A redirected POST would come as a GET, without its key; where it leads is for the configuration to say.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = _sslOptions,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        return http;
    }

    private async Task<BigPeerAnswer> ExecuteAsync(bool strict, string statement, Action<Utf8JsonWriter>? arguments, bool writes, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, strict ? _strict : _relaxed) { Content = Body(statement, arguments) };
        var floor = writes ? 0 : Transactions.Highest;
        if (floor > 0) request.Headers.Add("X-DITTO-TXN-ID", floor.ToString(CultureInfo.InvariantCulture));
        if (writes) await BeforeWrite(cancellation);
        using var write = writes ? Transactions.BeginWrite() : (TransactionView.Write?)null;
        using var body = new PooledText(FirstRead);
        var (status, retryAfter) = await SendAsync(request, body, writes ? SideCallKind.Write : SideCallKind.Read, cancellation);
        if (status != HttpStatusCode.OK) throw BigPeerErrorClassifier.Of(status, BigPeerAnswerReader.ErrorText(body.Written), floor > 0, retryAfter);
        var answer = BigPeerAnswerReader.Read(body.Written);
        // One that changed nothing may name a transaction of somebody else, which must not count as its own.
        if (answer.MutatedIds.Count > 0) Transactions.Wrote(answer.TransactionId);
        else Transactions.Seen(answer.TransactionId);
        return answer;
    }

    private async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> SendAsync(HttpRequestMessage request, PooledText body, SideCallKind kind, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var sent = request.Content?.Headers.ContentLength ?? 0;
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await ReadAsync(response.Content, body, either.Token);
            _called?.Invoke(new SideCall(Side.BigPeer, kind, _time.GetElapsedTime(start), sent, body.Length, (int)response.StatusCode));
            return (response.StatusCode, RetryAfter(response.Headers.RetryAfter));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            _called?.Invoke(new SideCall(Side.BigPeer, kind, _time.GetElapsedTime(start), sent, BytesRead: 0));
            throw BigPeerErrorClassifier.Of(e);
        }
    }

    private static async Task ReadAsync(HttpContent content, PooledText into, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var expected = (int)Math.Clamp(content.Headers.ContentLength ?? 0, FirstRead, LongestExpected);
        // One byte more than is expected, so that its end is seen without another growth.
        for (var room = into.GetMemory(expected + 1); await stream.ReadAsync(room, cancellation) is var read and > 0; room = into.GetMemory(FirstRead)) into.Advance(read);
    }

    /// <summary>Seconds or a date (RFC 9110, 10.2.3); a date that is over asks for nothing.</summary>
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - _time.GetUtcNow();

    private static StatementContent Body(string statement, Action<Utf8JsonWriter>? arguments)
    {
        var text = new PooledText(FirstRead);
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("statement"u8, statement);
            if (arguments is not null)
            {
                writer.WriteStartObject("args"u8);
                arguments(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return new StatementContent(text);
    }
}
