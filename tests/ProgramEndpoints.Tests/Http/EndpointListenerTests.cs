using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ProgramEndpoints.Http;

namespace ProgramEndpoints.Tests.Http;

/// <summary>What a caller sees on the wire.</summary>
[CancelAfter(60_000)]
internal sealed class EndpointListenerTests
{
    private EndpointListener _listener = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Start()
    {
        _listener = new EndpointListener(
            new ListenTarget("127.0.0.1", 0, "address", "port"), new Dictionary<string, Func<IQueryCollection, HttpAnswer>> { ["/a"] = _ => EndpointListener.Text(200, "a") }, NullLoggerFactory.Instance);
        await _listener.StartAsync(default);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_listener.Port}") };
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _listener.DisposeAsync();
    }

    [Test]
    public async Task a_call_with_a_body_that_nobody_reads_is_answered_and_the_connection_ends_as_it_says()
    {
        for (var i = 0; i < 50; i++)
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri("/a", UriKind.Relative), body);
            Assert.That(((int)answer.StatusCode, answer.Headers.ConnectionClose), Is.EqualTo((405, true)));
        }
    }

    [Test]
    public async Task without_a_body_the_connection_stays()
    {
        using var refused = await _http.PostAsync(new Uri("/a", UriKind.Relative), content: null);
        Assert.That(((int)refused.StatusCode, refused.Headers.ConnectionClose), Is.EqualTo((405, (bool?)null)));
        using var read = await _http.GetAsync(new Uri("/a", UriKind.Relative));
        Assert.That(await read.Content.ReadAsStringAsync(), Is.EqualTo("a"));
    }
}
