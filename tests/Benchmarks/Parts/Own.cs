using TestKit;

namespace Benchmarks.Parts;

/// <summary>This program once more, in a process of its own, as one of the parts.</summary>
internal static class Own
{
    /// <summary>How long a part may take to be ready, on a machine that does much else.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>How long one run may take: a part that is stuck must not hold a whole evening.</summary>
    public static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(10);

    public static ChildProcess Start(params IReadOnlyList<string> arguments) => ChildProcess.Start(Beside("Benchmarks"), arguments);

    /// <summary>A program that was built beside this one.</summary>
    public static string Beside(string program) => Path.Combine(AppContext.BaseDirectory, program);
}
