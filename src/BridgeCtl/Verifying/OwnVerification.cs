using BridgeRuntime.Documents;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>A verification in this process, with no need of a bridge.</summary>
internal sealed class OwnVerification : IVerification, IAsyncDisposable
{
    /// <summary>A side that does not answer so often in a row is down; what is found so far is kept.</summary>
    private const int MostFailures = 6;

    private const int PageSize = 1000;

    private readonly VerificationProgress _progress;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public OwnVerification(VerificationScope scope, VerificationRequest request, BridgeModel.ConflictPolicy policy, TimeProvider time)
    {
        _progress = new VerificationProgress(request, scope.Collections.Select(c => c.Name), policy, time);
        var (failures, backoff) = (0, BridgeRuntime.Bridge.NewBackoff());
        _running = new VerificationRun(scope, request, _progress, time).RunAsync(
            (failure, c) => failure.Failure != SideFailure.Unavailable || ++failures >= MostFailures ? throw new SideException(failure.Side, failure.Failure, failure.Message, failure) { Reason = failure.Reason } : Task.Delay(backoff.Delay(failures), time, c),
            () => failures = 0, _end.Token);
    }

    public async Task<VerificationReport> ReportAsync(CancellationToken cancellation)
    {
        if (_running.IsFaulted && !IsFailed) await _running;
        return _progress.Report();
    }

    public Task<DifferencePage> DifferencesAsync(int from, CancellationToken cancellation) => Task.FromResult(_progress.Differences(from, PageSize));

    public Task CancelAsync() => _end.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAny(_running);
        _end.Dispose();
    }

    private bool IsFailed => _progress.Report().State == VerificationState.Failed;
}
