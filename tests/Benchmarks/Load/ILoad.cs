namespace Benchmarks.Load;

/// <summary>One plan: everything is made ready first, and then runs.</summary>
internal interface ILoad : IAsyncDisposable
{
    Task PrepareAsync(CancellationToken cancellation);

    Task<LoadResult> RunAsync(CancellationToken cancellation);
}
