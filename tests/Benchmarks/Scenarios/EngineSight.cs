using System.Diagnostics;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>Sees documents arrive in the Ditto engine, which can only be asked for their number.</summary>
internal static class EngineSight
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until so many documents are there. Asking takes at most half of the engine's time, and makes the figure worse by what it takes.</summary>
    /// <param name="api">The Big Peer.</param>
    /// <param name="collection">Which collection.</param>
    /// <param name="documents">How many.</param>
    /// <param name="condition">Which of its documents count; empty: all.</param>
    /// <returns>When they were.</returns>
    public static async Task<long> ReachedAsync(BigPeerApi api, string collection, long documents, string condition = "")
    {
        var statement = $"SELECT count(*) AS n FROM {collection}{(condition.Length > 0 ? " WHERE " : "")}{condition}";
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Parts.Own.RunLimit)
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await api.ExecuteAsync(statement);
            if (answer.Items[0].GetProperty("n").GetInt64() >= documents) return Stopwatch.GetTimestamp();
            var took = Stopwatch.GetElapsedTime(asked);
            await Task.Delay(took > Pause ? took : Pause, TimeProvider.System);
        }
        throw new TimeoutException($"{documents} documents did not arrive in the Big Peer within {Parts.Own.RunLimit.TotalMinutes} minutes.");
    }
}
