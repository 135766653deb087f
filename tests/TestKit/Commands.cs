namespace TestKit;

/// <summary>Programs that a test calls as a user does, for what they print.</summary>
public static class Commands
{
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="limit">How long it may take.</param>
    /// <returns>stdout.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        await using var process = ChildProcess.Start(program, arguments);
        var code = await process.ExitAsync(limit);
        return code == 0
            ? string.Join('\n', process.Output)
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {code}.\n{process.LastLines()}");
    }
}
