namespace TestKit;

/// <summary>The real helm, as a user calls it, and the chart.</summary>
public static class Helm
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    public static string Chart => Path.Combine(RepositoryFolder.Path, "charts", "bigpeer-databridge-operator");

    // Where make setup puts it; the PATH of a single `dotnet test` does not have the folder.
    private static string Program => Places().Select(p => Path.Combine(p, "helm")).FirstOrDefault(File.Exists) ?? "helm";

    /// <summary>Why helm can't be called here; null when it can.</summary>
    public static string? Missing() => Path.IsPathRooted(Program) ? null : "helm is not installed: run `make setup-pods` first.";

    /// <returns>stdout.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static Task<string> RunAsync(params IEnumerable<string> arguments) => Commands.RunAsync(Program, [.. arguments], Limit);

    private static IEnumerable<string> Places()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), Path.Combine(cache, "bigpeer-databridge", "tools")];
    }
}
