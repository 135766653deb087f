using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Control;

/// <summary>Runs verifications, one at a time, and keeps what the last one found until the next or a restart.</summary>
internal sealed class VerificationDesk(VerificationScope scope, BridgeModel.ConflictPolicy policy, ControlLoop loop, RetryLoop retry, TimeProvider time)
{
    private volatile VerificationProgress? _progress;

    /// <summary>The names of the collections.</summary>
    public IReadOnlyList<string> Collections { get; } = [.. scope.Collections.Select(c => c.Name)];

    /// <summary>The run that goes on, or the last one; null: there was none.</summary>
    public VerificationProgress? Current => _progress;

    /// <summary>False where one runs already.</summary>
    public bool TryStart(VerificationRequest request)
    {
        var progress = new VerificationProgress(request, Collections, policy, time);
        var run = new VerificationRun(scope, request, progress, time);
        if (!loop.TryStart(c => run.RunAsync(FailedAsync, Alive, c))) return false;
        _progress = progress;
        return true;
    }

    public bool Cancel() => loop.Cancel();

    public Task RunAsync(CancellationToken cancellation) => loop.RunAsync(cancellation);

    private Task FailedAsync(SideException failure, CancellationToken cancellation)
    {
        loop.Tick();
        return retry.WaitAsync(failure, cancellation);
    }

    private void Alive()
    {
        retry.Succeeded();
        loop.Tick();
    }
}
