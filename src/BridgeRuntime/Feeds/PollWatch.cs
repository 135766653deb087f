using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Whether the Big Peer goes on answering from a view that lacks what the bridge itself has written: a node that others have left behind. It is then asked over new connections, which may lead
/// to another. A look that comes to no end and to no failure is ended as well.
/// </summary>
internal sealed class PollWatch(BigPeerClient client, IFeedObserver observer, TimeSpan requestTimeout, TimeProvider time)
{
    /// <summary>Nodes of one Big Peer follow each other within seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _limit = 1.5 * (requestTimeout > Patience ? requestTimeout : Patience);
    private long? _behindSince;
    private long _movedAt;
    private int _wedges;

    /// <summary>The look has come a step further.</summary>
    public void Moved() => Volatile.Write(ref _movedAt, time.GetTimestamp());

    /// <summary>Runs a look; fails where it stands still for longer than a request may take, by half: 45 s, or more with a longer bigPeer.requestTimeout.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> look, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Moved();
        var running = look(ended.Token);
        try
        {
            while (!running.IsCompleted)
            {
                var left = _limit - time.GetElapsedTime(Volatile.Read(ref _movedAt));
                if (left <= TimeSpan.Zero) break;
                await Task.WhenAny(running, Task.Delay(left, time, ended.Token));
                cancellation.ThrowIfCancellationRequested();
            }
            if (!running.IsCompleted) throw Wedged("The look at the Big Peer does not come to an end");
            await running;
            _behindSince = null;
            if (_wedges == 0) return;
            _wedges = 0;
            observer.PollMoves();
        }
        catch (SideException e) when (e.IsBehind)
        {
            _behindSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(_behindSince.Value) < Patience) throw;
            _behindSince = null;
            throw Wedged("The Big Peer answers from a view that lacks what this bridge wrote");
        }
        finally
        {
            await ended.CancelAsync();
            await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private SideException Wedged(string what)
    {
        observer.PollWedged(++_wedges);
        client.Reconnect();
        return new SideException(Side.BigPeer, SideFailure.Unavailable, $"{what}. It is asked again over new connections.");
    }
}
