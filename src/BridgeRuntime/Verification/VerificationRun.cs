using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>
/// Plans every key of the collections and applies nothing: the plans say where the two sides differ, and what the bridge would write. Nothing is written, on no side and in no
/// state of the bridge's.
/// </summary>
internal sealed class VerificationRun(VerificationScope scope, VerificationRequest request, VerificationProgress progress, TimeProvider time)
{
    /// <param name="failed">A side failed; returns when it is to be tried again, or throws.</param>
    /// <param name="alive">Called at least every few seconds of progress, and not after a failure: those in a row are counted.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Func<SideException, CancellationToken, Task> failed, Action alive, CancellationToken cancellation)
    {
        var end = VerificationState.Cancelled;
        try
        {
            foreach (var collection in scope.Collections.Where(c => request.Names(c.Name))) await PassAsync(collection, failed, alive, cancellation);
            end = VerificationState.Done;
        }
        catch (SideException)
        {
            end = VerificationState.Failed;
            throw;
        }
        finally
        {
            progress.End(end);
        }
    }

    private async Task PassAsync(VerifiedCollection collection, Func<SideException, CancellationToken, Task> failed, Action alive, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await new CollectionPass(collection, scope, request, progress, alive, time).RunAsync(cancellation);
                return;
            }
            catch (SideException e)
            {
                progress.Failed(e.Message);
                await failed(e, cancellation);
            }
        }
    }
}
