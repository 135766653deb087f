using TestKit;

namespace Benchmarks.Parts;

/// <summary>What an image sets for the .NET runtime and the C library of its program, so that the program is measured as it is delivered.</summary>
internal static class ImageEnvironment
{
    /// <summary>Of the image of the bridge.</summary>
    public static IReadOnlyDictionary<string, string> OfRuntime() => Read(File.ReadLines(Path.Combine(RepositoryFolder.Path, "images", "runtime", "Dockerfile")));

    /// <summary>The variables <c>DOTNET_…</c> and <c>MALLOC_…</c> of lines such as <c>ENV DOTNET_A=1 OTHER=2</c>.</summary>
    internal static IReadOnlyDictionary<string, string> Read(IEnumerable<string> dockerfile) => dockerfile.Where(l => l.StartsWith("ENV ", StringComparison.Ordinal))
        .SelectMany(l => l[4..].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(v => v.StartsWith("DOTNET_", StringComparison.Ordinal) || v.StartsWith("MALLOC_", StringComparison.Ordinal))
        .Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
}
