using TestKit;

namespace Cluster.Tests.Images;

/// <summary>Runs a container as a strict platform does: no root, a read-only file system, no capabilities, no new privileges.</summary>
internal static class Container
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <returns>stdout.</returns>
    public static Task<string> RunAsync(string image, params IEnumerable<string> arguments) => PodmanAsync([.. Strict, image, .. arguments]);

    /// <summary>Runs another program of the image.</summary>
    /// <returns>stdout.</returns>
    public static Task<string> RunInsideAsync(string image, string program, params IEnumerable<string> arguments) => PodmanAsync([.. Strict, "--entrypoint", program, image, .. arguments]);

    /// <summary>What the image says of itself.</summary>
    public static Task<string> InspectAsync(string image) => PodmanAsync("image", "inspect", image);

    private static IEnumerable<string> Strict => ["run", "--rm", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--network", "none"];

    private static Task<string> PodmanAsync(params IEnumerable<string> arguments) => Commands.RunAsync(ProjectImages.Podman, [.. arguments], Limit);
}
