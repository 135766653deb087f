using System.Reflection;

namespace ProgramEndpoints;

/// <summary>The version of this program, as it was built; all of its parts have the same.</summary>
public static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
