namespace BridgeModel;

/// <summary>Where <c>${NAME}</c> and <c>file:/path</c> take their values from.</summary>
/// <param name="ReadVariable">The value of an environment variable, or null when there is none.</param>
/// <param name="ReadFile">The text of a file; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot be read.</param>
public sealed record ReferenceSources(Func<string, string?> ReadVariable, Func<string, string> ReadFile)
{
    /// <summary>The environment variables that fill what a file leaves open (<c>MONGODB_CONNECTION_STRING</c>, …); default none.</summary>
    public Func<string, string?> ReadSetting { get; init; } = static _ => null;

    /// <summary>The files of a folder; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot be read.</summary>
    public Func<string, IReadOnlyList<string>> ListFiles { get; init; } = Directory.GetFiles;

    /// <summary>The environment and the files of this machine; a file above 1 MiB is refused.</summary>
    public static ReferenceSources Machine { get; } = new(Environment.GetEnvironmentVariable, BoundedFile.ReadText) { ReadSetting = Environment.GetEnvironmentVariable };
}
