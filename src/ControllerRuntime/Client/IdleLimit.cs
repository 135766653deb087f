namespace ControllerRuntime.Client;

/// <summary>Ends a watch that has been silent for too long: each wait starts the limit anew.</summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly string _what;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;

    public IdleLimit(TimeSpan limit, string what, TimeProvider time, CancellationToken cancellation)
    {
        (_limit, _what, _cancellation) = (limit, what, cancellation);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _timer = time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), _source, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> wait)
    {
        _timer.Change(_limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await wait(_source.Token);
        }
        catch (Exception e) when (_source.IsCancellationRequested && !_cancellation.IsCancellationRequested && (e is OperationCanceledException || Transport.IsFailure(e)))
        {
            throw new KubeException(KubeErrorKind.Stalled, $"{_what}: silent for {_limit.TotalSeconds} s, which a living watch never is", e);
        }
        catch (Exception e) when (Transport.IsFailure(e))
        {
            _cancellation.ThrowIfCancellationRequested();
            throw Transport.Failed(_what, e);
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }
}
