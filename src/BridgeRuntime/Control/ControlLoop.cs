using BridgeRuntime.Feeds;

namespace BridgeRuntime.Control;

/// <summary>Runs what somebody asks for, one thing at a time, as a loop of the bridge: it ticks, and an error that it does not know ends the process.</summary>
internal sealed class ControlLoop(string name, IFeedObserver observer, TimeProvider time)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TaskCompletionSource<Func<CancellationToken, Task>> _next = NewNext();
    private TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBusy;

    /// <summary>Starts it, unless another runs.</summary>
    public bool TryStart(Func<CancellationToken, Task> run)
    {
        lock (_lock)
        {
            if (_isBusy) return false;
            _isBusy = true;
            _next.SetResult(run);
            return true;
        }
    }

    /// <summary>Ends what runs; false where nothing does.</summary>
    public bool Cancel()
    {
        lock (_lock)
        {
            if (_isBusy) _cancelled.TrySetResult();
            return _isBusy;
        }
    }

    public void Tick() => observer.Tick(name);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var run = await NextAsync(cancellation);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var running = run(end.Token);
            while (!running.IsCompleted)
            {
                await Task.WhenAny(running, _cancelled.Task, Task.Delay(TickInterval, time, cancellation));
                if (_cancelled.Task.IsCompleted || cancellation.IsCancellationRequested) break;
            }
            if (!running.IsCompleted) await end.CancelAsync();
            try
            {
                await running;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // As it was asked for.
            }
            lock (_lock) (_next, _cancelled, _isBusy) = (NewNext(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), false);
        }
    }

    private async Task<Func<CancellationToken, Task>> NextAsync(CancellationToken cancellation)
    {
        while (!_next.Task.IsCompleted)
        {
            Tick();
            await Task.WhenAny(_next.Task, Task.Delay(TickInterval, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
        return await _next.Task;
    }

    private static TaskCompletionSource<Func<CancellationToken, Task>> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
