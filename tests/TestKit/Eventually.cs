using System.Diagnostics;

namespace TestKit;

/// <summary>Waits for a condition that another process brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again and again until there is nothing left to object to.</summary>
    /// <param name="what">What is awaited, for the failure's message.</param>
    /// <param name="objection">Null when all is well, else what is not.</param>
    /// <param name="limit">How long.</param>
    /// <param name="context">Adds to the failure's message, such as the last log lines of a program.</param>
    /// <exception cref="TimeoutException">The last objection, with what was awaited.</exception>
    public static async Task HoldsAsync(string what, Func<Task<string?>> objection, TimeSpan limit, Func<string>? context = null)
    {
        var clock = Stopwatch.StartNew();
        while (await objection() is { } left)
        {
            if (clock.Elapsed > limit) throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}\n{left}\n{context?.Invoke()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
