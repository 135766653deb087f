using System.Reflection;

namespace BridgeRuntime.Status;

/// <summary>The version of this program, as it was built.</summary>
internal static class BridgeVersion
{
    public static string Text { get; } =
        typeof(BridgeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
