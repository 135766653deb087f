using System.Diagnostics;
using ControllerRuntime.Client;
using ControllerRuntime.Tests.Faults;

namespace ControllerRuntime.Tests.Client;

public sealed class TurnedAwayTests
{
    private Playground _playground = null!;
    private FaultProxy _proxy = null!;

    [SetUp]
    public async Task SetUp()
    {
        _playground = await Playground.MakeAsync();
        _proxy = await FaultProxy.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _proxy.DisposeAsync();
        await _playground.DisposeAsync();
    }

    [TestCase(429, 1)]
    [TestCase(429, null)]
    [TestCase(503, 1)]
    public async Task A_call_that_was_turned_away_unheard_is_made_again_when_the_server_wants_it(int code, int? retryAfter)
    {
        using var client = Playground.MakeClient(_proxy.Configuration);
        _proxy.AnswerNext(2, code, retryAfter);
        var began = Stopwatch.GetTimestamp();
        await client.CreateAsync(ConfigMap.Type, _playground.Namespace, ConfigMap.Make(_playground.Namespace, "a", ("k", "v")), default);
        Assert.That((await client.FindAsync(ConfigMap.Type, _playground.Key("a"), default))!.Data["k"], Is.EqualTo("v"), "the body is sent again too");
        if (retryAfter is { } seconds) Assert.That(Stopwatch.GetElapsedTime(began).TotalSeconds, Is.GreaterThanOrEqualTo(2 * seconds));
    }

    [Test]
    public void Whoever_is_turned_away_for_ever_is_told_so()
    {
        using var client = Playground.MakeClient(_proxy.Configuration, new KubeClientOptions { MaxRetries = 1 });
        _proxy.AnswerNext(10, 429, 1);
        var refused = Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("a"), default));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.Kind, Is.EqualTo(KubeErrorKind.TooManyRequests));
            Assert.That(refused.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
        });
    }

    [Test]
    public async Task A_server_error_is_the_callers_to_judge()
    {
        using var client = Playground.MakeClient(_proxy.Configuration);
        _proxy.AnswerNext(1, 500, retryAfter: null);
        Assert.That(Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("a"), default))!.Kind, Is.EqualTo(KubeErrorKind.ServerError));
        Assert.That(await client.FindAsync(ConfigMap.Type, _playground.Key("a"), default), Is.Null, "the next call gets through");
    }

    [Test]
    public void No_answer_within_the_limit_is_a_time_out()
    {
        using var client = Playground.MakeClient(_proxy.Configuration, new KubeClientOptions { Timeout = TimeSpan.FromMilliseconds(500) });
        _proxy.IsCut = true;
        Assert.That(Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("a"), default))!.Kind, Is.EqualTo(KubeErrorKind.TimedOut));
    }
}
