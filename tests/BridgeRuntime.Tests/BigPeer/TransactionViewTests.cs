using BridgeRuntime.BigPeer;
using TestKit;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class TransactionViewTests
{
    [Test]
    public void The_highest_transaction_never_falls()
    {
        var view = new TransactionView();
        view.Seen(5);
        view.Seen(3);
        view.Wrote(4);
        Assert.That(view.Highest, Is.EqualTo(5));
        view.Wrote(9);
        Assert.That(view.Highest, Is.EqualTo(9));
    }

    [Test]
    public void Only_transactions_that_are_not_its_own_are_foreign()
    {
        var view = new TransactionView();
        view.Wrote(11);
        view.Wrote(12);
        Assert.Multiple(() =>
        {
            Assert.That(view.HasForeign(10, 10), Is.False, "nothing happened");
            Assert.That(view.HasForeign(10, 12), Is.False, "all are its own");
            Assert.That(view.HasForeign(10, 13), Is.True);
            Assert.That(view.HasForeign(9, 12), Is.True, "10 is somebody's");
            Assert.That(view.HasForeign(10, 11), Is.False);
            Assert.That(view.HasForeign(12, 11), Is.True, "the numbers went back: everything must be looked at");
        });
    }

    [Test]
    public async Task A_write_that_is_under_way_is_waited_for_before_it_counts_as_foreign()
    {
        var (view, time) = (new TransactionView(), new FakeTimeProvider());
        Task<bool> ForeignAsync() => view.HasForeignAsync(10, 12, TimeSpan.FromSeconds(1), time, default);

        view.Wrote(11);
        var write = view.BeginWrite();
        var asked = ForeignAsync();
        using var later = view.BeginWrite();
        Assert.That(asked.IsCompleted, Is.False);
        view.Wrote(12);
        write.Dispose();
        Assert.That(await asked, Is.False, "it was its own; one that began after the look is not waited for");
        Assert.That(await ForeignAsync(), Is.False, "nor is anything waited for where all is known");

        view.Forget(11);
        view.Forget(12);
        asked = ForeignAsync();
        Assert.That(asked.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await asked, Is.True, "one that does not end holds nobody up");
    }

    [Test]
    public async Task A_write_that_failed_may_have_been_written_and_counts_as_foreign()
    {
        var view = new TransactionView();
        var write = view.BeginWrite();
        var asked = view.HasForeignAsync(10, 11, TimeSpan.FromSeconds(1), new FakeTimeProvider(), default);
        write.Dispose();
        Assert.That(await asked, Is.True);
    }

    [Test]
    public void A_look_that_is_given_up_waits_no_longer()
    {
        var view = new TransactionView();
        using var write = view.BeginWrite();
        using var over = new CancellationTokenSource();
        var asked = view.HasForeignAsync(10, 11, TimeSpan.FromSeconds(1), new FakeTimeProvider(), over.Token);
        over.Cancel();
        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void What_was_dealt_with_is_forgotten_and_later_ones_are_not()
    {
        var view = new TransactionView();
        view.Wrote(1);
        view.Wrote(2);
        view.Forget(1);
        Assert.That(view.HasForeign(1, 2), Is.False);
        Assert.That(view.HasForeign(0, 2), Is.True);
    }

    [Test]
    public void Beyond_what_it_remembers_everything_is_foreign_until_it_is_dealt_with()
    {
        var view = new TransactionView();
        for (var i = 1; i <= 100_001; i++) view.Wrote(i);
        Assert.That(view.HasForeign(0, 1), Is.True);
        view.Forget(100_001);
        view.Wrote(100_002);
        Assert.That(view.HasForeign(100_001, 100_002), Is.False);
    }

    [Test]
    public async Task Many_writers_lose_none()
    {
        var view = new TransactionView();
        await Parallel.ForEachAsync(Enumerable.Range(1, 20_000), (i, _) =>
        {
            view.Wrote(i);
            return ValueTask.CompletedTask;
        });
        Assert.That(view.Highest, Is.EqualTo(20_000));
        Assert.That(view.HasForeign(0, 20_000), Is.False);
    }
}
