using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Checkpoints;

internal sealed class CollectionLeasesTests : MongoFixture
{
    private readonly FakeTimeProvider _time = new();

    private CollectionLeases Leases(string bridge, params string[] collections) => new(Client, Database, new BridgeShard(bridge, 0), collections, _time);

    [Test]
    public async Task A_free_collection_is_taken_at_once_and_stays_taken()
    {
        var leases = Leases("a", "cars", "bikes");
        await leases.AcquireAsync(1, default);
        await leases.CheckAsync(default);
        Assert.That(await AllAsync(StateCollections.State), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Bridges_on_different_collections_do_not_meet()
    {
        var (a, b) = (Leases("a", "cars"), Leases("b", "bikes"));
        await a.AcquireAsync(1, default);
        await b.AcquireAsync(1, default);
        await a.CheckAsync(default);
        await b.CheckAsync(default);
    }

    [Test]
    public async Task A_challenge_that_a_living_bridge_answers_ends_in_DatabaseInUse()
    {
        var (holder, challenger) = (Leases("a", "cars"), Leases("b", "cars"));
        await holder.AcquireAsync(1, default);
        var acquiring = challenger.AcquireAsync(1, default);
        await ChallengedAsync();
        await holder.CheckAsync(default);
        var failure = Assert.ThrowsAsync<DatabaseInUseException>(() => AdvanceUntilDoneAsync(acquiring))!;
        Assert.That(failure.Message, Does.Contain("DatabaseInUse").And.Contain("'a'").And.Contain("'cars'"));
        await holder.CheckAsync(default);
    }

    [Test]
    public async Task A_lease_whose_challenge_stays_unanswered_is_taken_and_the_old_holder_fenced()
    {
        var (holder, challenger) = (Leases("a", "cars"), Leases("b", "cars"));
        await holder.AcquireAsync(1, default);
        var started = _time.GetUtcNow();
        await AdvanceUntilDoneAsync(challenger.AcquireAsync(1, default));
        Assert.That(_time.GetUtcNow() - started, Is.GreaterThanOrEqualTo(CollectionLeases.ChallengeTimeout), "a living holder has time to answer");
        await challenger.CheckAsync(default);
        Assert.That(() => holder.CheckAsync(default), Throws.TypeOf<FencedException>().With.Message.Contains("'b'"));
    }

    [Test]
    public async Task A_start_that_breaks_off_between_two_leases_does_not_fence_itself()
    {
        await Leases("a", "cars", "bikes").AcquireAsync(1, default);
        var leases = Leases("a", "cars", "bikes");
        await Client.RunCommandAsync("admin", Bsons.Parse("""{"configureFailPoint":"failCommand","mode":{"skip":1},"data":{"failCommands":["update"],"errorCode":10107} }"""));
        try
        {
            Assert.ThrowsAsync<SideException>(() => leases.AcquireAsync(2, default));
        }
        finally
        {
            await Client.RunCommandAsync("admin", Bsons.Parse("""{"configureFailPoint":"failCommand","mode":"off","data":{"failCommands":[]} }"""));
        }
        // What the next attempt tries before it comes to the leases.
        await leases.HoldAsync(default);
        await leases.AcquireAsync(3, default);
        await leases.CheckAsync(default);
    }

    [Test]
    public async Task The_next_run_of_the_same_bridge_takes_over_at_once_and_the_old_one_is_fenced()
    {
        var (old, next) = (Leases("a", "cars"), Leases("a", "cars"));
        await old.AcquireAsync(1, default);
        await next.AcquireAsync(2, default);
        await next.CheckAsync(default);
        Assert.That(() => old.CheckAsync(default), Throws.TypeOf<FencedException>());
        await old.ReleaseAsync(default);
        await next.CheckAsync(default);
    }

    [Test]
    public async Task A_released_lease_is_free()
    {
        var (a, b) = (Leases("a", "cars"), Leases("b", "cars"));
        await a.AcquireAsync(1, default);
        await a.ReleaseAsync(default);
        await b.AcquireAsync(1, default);
        await b.CheckAsync(default);
        Assert.That(() => a.CheckAsync(default), Throws.TypeOf<FencedException>());
    }

    [Test]
    public async Task A_lease_that_is_released_while_it_is_challenged_is_taken()
    {
        var (a, b) = (Leases("a", "cars"), Leases("b", "cars"));
        await a.AcquireAsync(1, default);
        var acquiring = b.AcquireAsync(1, default);
        await ChallengedAsync();
        await a.ReleaseAsync(default);
        await AdvanceUntilDoneAsync(acquiring);
        await b.CheckAsync(default);
    }

    [Test]
    public async Task A_dropped_lease_ends_its_holder_and_says_that_the_state_is_gone()
    {
        var leases = Leases("a", "cars");
        await leases.AcquireAsync(1, default);
        await DropDatabase();
        Assert.That(() => leases.CheckAsync(default), Throws.TypeOf<StateGoneException>().With.Message.Contains("dropped"));
    }

    private async Task ChallengedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!(await AllAsync(StateCollections.State)).Any(d => d.Contains("challenge", StringComparison.Ordinal))) deadline.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Lets the clock run whenever the task waits for it.</summary>
    private async Task AdvanceUntilDoneAsync(Task task)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!task.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (_time.PendingTimers > 0) _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
        await task;
    }
}
