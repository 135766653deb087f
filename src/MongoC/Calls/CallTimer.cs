using System.Diagnostics;

namespace MongoC.Calls;

/// <summary>Times calls for whoever wants to know; where nobody does it costs nothing.</summary>
internal sealed class CallTimer(Action<MongoCall>? called)
{
    public Task<T> TimeAsync<T>(MongoCallKind kind, long sent, Func<T, long> received, Func<Task<T>> call) =>
        called is null ? call() : TimedAsync(called, kind, sent, received, call);

    private static async Task<T> TimedAsync<T>(Action<MongoCall> called, MongoCallKind kind, long sent, Func<T, long> received, Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = await call();
            called(new MongoCall(kind, Stopwatch.GetElapsedTime(start), sent, received(result), Succeeded: true));
            return result;
        }
        catch (MongoException)
        {
            called(new MongoCall(kind, Stopwatch.GetElapsedTime(start), sent, BytesReceived: 0, Succeeded: false));
            throw;
        }
    }
}
