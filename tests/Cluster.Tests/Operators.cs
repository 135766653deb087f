using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests;

/// <summary>The operator's release, its two pods and its lease.</summary>
internal static class Operators
{
    public const string Namespace = "bigpeer-system";
    public const string Release = "bigpeer-databridge-operator";

    /// <summary>What a user sets: the images, and here a shorter look at the bridges, so that tests see a change soon.</summary>
    public static IReadOnlyList<string> Values =>
    [
        "--set", $"image.repository={Repository(SharedCluster.Images.Operator)},image.tag={Tag(SharedCluster.Images.Operator)}",
        "--set", $"runtimeImage.repository={Repository(SharedCluster.Images.Runtime)},runtimeImage.tag={Tag(SharedCluster.Images.Runtime)}",
        "--set", "statusInterval=2,awsRefresh=2,bridges.networkPolicies=true,bridges.disruptionBudgets=true",
        "-f", ValuesFile,
        // The API server of 1.20 does not know the rules in the CRD, and drops them.
        "--disable-openapi-validation",
    ];

    private static string ValuesFile { get; } = Path.Combine(Path.GetTempPath(), $"values-{Guid.NewGuid():N}.yaml");

    /// <summary>Writes what is no argument of a program: the keys of AWS, and where it is.</summary>
    public static Task WriteValuesAsync()
    {
        (string Name, string Value)[] variables = AwsServer.Missing() is not null ? [] :
        [
            ("AWS_ENDPOINT_URL", SharedCluster.Aws.Endpoint.ToString()), ("AWS_ACCESS_KEY_ID", SharedCluster.Aws.OperatorKey), ("AWS_SECRET_ACCESS_KEY", SharedCluster.Aws.OperatorSecret), ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        var env = new JsonArray([.. variables.Select(v => new JsonObject { ["name"] = v.Name, ["value"] = v.Value })]);
        return File.WriteAllTextAsync(ValuesFile, new JsonObject { ["extraEnv"] = env }.ToJsonString());
    }

    public static void DeleteValues() => File.Delete(ValuesFile);

    public static Task InstallAsync(params IEnumerable<string> more) => HelmAsync(["install", Release, Helm.Chart, "--create-namespace", .. Values, .. more]);

    /// <summary>Back to the release as it was installed first, whatever became of it.</summary>
    public static Task RestoreAsync() => HelmAsync(["upgrade", Release, Helm.Chart, "--install", .. Values, "--wait", "--timeout=150s"]);

    /// <summary>helm in the operator's namespace of the cluster.</summary>
    public static Task<string> HelmAsync(params IEnumerable<string> arguments) => Helm.RunAsync(["--kubeconfig", SharedCluster.Cluster.KubeConfig, "-n", Namespace, .. arguments]);

    public static Task ReadyAsync() => Kubectl.RunAsync("rollout", "status", $"deployment/{Release}", "-n", Namespace, "--timeout=120s");

    /// <summary>The pod that acts.</summary>
    public static async Task<string> LeaderAsync()
    {
        var leader = "";
        await Eventually.HoldsAsync("an operator leads", async () =>
        {
            var holder = (await Kubectl.FindAsync(Namespace, "lease", Release))?["spec"]?["holderIdentity"]?.GetValue<string>();
            leader = holder?.Split('_')[0] ?? "";
            return leader.Length > 0 ? null : "the lease has no holder";
        }, TimeSpan.FromSeconds(90));
        return leader;
    }

    /// <summary>The pods that are not on their way out.</summary>
    public static async Task<IReadOnlyList<string>> PodsAsync()
    {
        var pods = JsonNode.Parse(await Kubectl.RunAsync("get", "pods", "-n", Namespace, "-l", $"app.kubernetes.io/name={Release}", "-o", "json"))!["items"]!.AsArray();
        return [.. pods.Where(p => p!["metadata"]!["deletionTimestamp"] is null).Select(p => p!["metadata"]!["name"]!.GetValue<string>())];
    }

    /// <summary>What they have logged.</summary>
    public static async Task<IReadOnlyList<string>> LogAsync()
    {
        var lines = new List<string>();
        foreach (var pod in await PodsAsync()) lines.AddRange((await Kubectl.RunAsync("logs", "-n", Namespace, pod)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines;
    }

    /// <summary>Whether the operator's account may do something.</summary>
    /// <param name="arguments">Such as <c>list secrets -n shop</c>, a word each.</param>
    public static async Task<bool> MayAsync(params IEnumerable<string> arguments)
    {
        await using var asked = ChildProcess.Start("kubectl", ["--kubeconfig", SharedCluster.Cluster.KubeConfig, "auth", "can-i", "--quiet", "--as", $"system:serviceaccount:{Namespace}:{Release}", .. arguments]);
        return await asked.ExitAsync(TimeSpan.FromSeconds(30)) == 0;
    }

    /// <summary>What stands before the tag of an image.</summary>
    public static string Repository(string image) => image[..image.LastIndexOf(':')];

    public static string Tag(string image) => image[(image.LastIndexOf(':') + 1)..];
}
