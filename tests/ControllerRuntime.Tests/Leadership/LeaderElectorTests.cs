using System.Diagnostics;
using ControllerRuntime.Client;
using ControllerRuntime.Leadership;
using ControllerRuntime.Observability;
using ControllerRuntime.Tests.Faults;

namespace ControllerRuntime.Tests.Leadership;

public sealed class LeaderElectorTests
{
    // A fifth of the defaults, so that a test takes seconds; the proportions are theirs.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(400);

    private readonly Leaders _leaders = new();
    private Playground _playground = null!;

    [SetUp]
    public async Task SetUp() => _playground = await Playground.MakeAsync();

    [TearDown]
    public async Task TearDown() => await _playground.DisposeAsync();

    [Test]
    public async Task One_of_two_leads_and_the_other_follows_soon_after_it_has_stopped()
    {
        await using var first = Contend("first");
        await LeadsAsync("first");
        await using var second = Contend("second");
        var began = Stopwatch.GetTimestamp();
        await first.StopAsync();
        await LeadsAsync("second");
        TestContext.Out.WriteLine($"the next led after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        var lease = await _playground.Client.FindAsync(Lease.Type, _playground.Key("lease"), default);
        Assert.Multiple(() =>
        {
            Assert.That(_leaders.Most, Is.EqualTo(1));
            Assert.That(lease!.Spec.HolderIdentity, Is.EqualTo("second"));
            Assert.That(lease.Spec.LeaseTransitions, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_leader_that_dies_without_a_word_is_followed_after_the_leases_duration()
    {
        var dead = new Lease { Metadata = new() { Name = "lease", Namespace = _playground.Namespace }, Spec = new LeaseSpec { HolderIdentity = "dead", LeaseDurationSeconds = 2, RenewTime = TimeProvider.System.GetUtcNow().AddHours(1) } };
        await _playground.Client.CreateAsync(Lease.Type, _playground.Namespace, dead, default);
        await using var next = Contend("next");
        await LeadsAsync("next");
        Assert.That(next.LedAfter, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(2)), "it watches the lease by its own clock, whatever the dead one's clock said");
    }

    [Test]
    public async Task A_leader_that_is_cut_off_stops_and_ends_before_another_leads()
    {
        await using var proxy = await FaultProxy.StartAsync();
        await using var first = Contend("first", proxy);
        await LeadsAsync("first");
        await using var second = Contend("second");
        proxy.IsCut = true;
        var lost = Assert.ThrowsAsync<LeadershipLostException>(() => first.Running.WaitAsync(Playground.Limit));
        Assert.That(lost!.Message, Does.Contain("could not be renewed"));
        await LeadsAsync("second");
        Assert.Multiple(() =>
        {
            Assert.That(_leaders.Most, Is.EqualTo(1), "never two");
            Assert.That(second.LedAt, Is.GreaterThan(first.StoppedAt));
        });
    }

    [Test]
    public async Task The_defaults_survive_a_cut_of_fifteen_seconds_with_never_two_leaders()
    {
        await using var proxy = await FaultProxy.StartAsync();
        var defaults = new LeaseOptions { Lease = _playground.Key("lease"), Identity = "" };
        await using var first = Contend("first", proxy, defaults);
        await LeadsAsync("first");
        await using var second = Contend("second", options: defaults);
        proxy.IsCut = true;
        Assert.ThrowsAsync<LeadershipLostException>(() => first.Running.WaitAsync(Playground.Limit));
        await LeadsAsync("second");
        var cut = Stopwatch.GetElapsedTime(first.StoppedAt, second.LedAt);
        proxy.IsCut = false;
        await using var again = Contend("again", proxy, defaults);
        TestContext.Out.WriteLine($"nobody led for {cut.TotalSeconds:0.0} s");
        Assert.That(_leaders.Most, Is.EqualTo(1));
        Assert.That(again.LedAt, Is.Zero, "the second leads on");
    }

    [Test]
    public async Task Short_interruptions_cost_nothing()
    {
        await using var proxy = await FaultProxy.StartAsync();
        await using var leader = Contend("leader", proxy);
        await LeadsAsync("leader");
        for (var i = 0; i < 3; i++)
        {
            proxy.AnswerNext(2, 500, retryAfter: null);
            var version = await VersionAsync();
            await Playground.UntilAsync("it is renewed", () => VersionAsync().GetAwaiter().GetResult() != version ? null : "not yet");
        }
        Assert.That(leader.Running.IsCompleted, Is.False);
    }

    [Test]
    public async Task Many_contenders_who_come_and_go_never_lead_together()
    {
        var random = new Random(7);
        var contenders = Enumerable.Range(0, 4).Select(i => Contend($"c{i}-0")).ToList();
        for (var round = 1; round <= 8; round++)
        {
            await Playground.UntilAsync("somebody leads", () => _leaders.Now == 1 ? null : $"{_leaders.Now} lead");
            var i = random.Next(2) == 0 ? contenders.FindIndex(c => c.LedAt != 0) : random.Next(contenders.Count);
            if (i < 0) i = 0;
            await contenders[i].DisposeAsync();
            contenders[i] = Contend($"c{i}-{round}");
        }
        foreach (var contender in contenders) await contender.DisposeAsync();
        Assert.That(_leaders.Most, Is.EqualTo(1));
    }

    private async Task<string?> VersionAsync() => (await _playground.Client.FindAsync(Lease.Type, _playground.Key("lease"), default))?.Metadata.ResourceVersion;

    private Contender Contend(string identity, FaultProxy? proxy = null, LeaseOptions? options = null)
    {
        options = options is null
            ? new LeaseOptions { Lease = _playground.Key("lease"), Identity = identity, Duration = Duration, RenewDeadline = RenewDeadline, RetryPeriod = RetryPeriod }
            : options with { Identity = identity };
        var metrics = _playground.Own(new ControllerMetrics(TimeProvider.System));
        var client = _playground.Own(Playground.MakeClient(proxy?.Configuration ?? Playground.Configuration(), new KubeClientOptions { Timeout = TimeSpan.FromSeconds(5) }, metrics));
        return new Contender(identity, new LeaderElector(client, options, metrics, Playground.Logger, TimeProvider.System, Playground.Random), _leaders);
    }

    private Task LeadsAsync(string identity) => Playground.UntilAsync($"{identity} leads", () => _leaders.Who == identity ? null : $"{_leaders.Who ?? "nobody"} leads");
}
