namespace MongoStandIn.Storage;

/// <summary>Wakes whoever waits for something to come. Raised and asked under the store's lock.</summary>
internal sealed class AppendSignal
{
    private TaskCompletionSource? _waiting;

    public long Count { get; private set; }

    /// <summary>Completes when something has come since there were <paramref name="seen"/>.</summary>
    public Task WhenBeyond(long seen) => Count > seen ? Task.CompletedTask : (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise()
    {
        Count++;
        var waiting = _waiting;
        _waiting = null;
        waiting?.SetResult();
    }
}
