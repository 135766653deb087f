using TestKit;

namespace Operator.Tests;

public sealed class ProgramTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Operator");

    [Test]
    public async Task It_leads_and_ends_well_when_asked_to()
    {
        var space = $"program-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", space);
        await using (var process = Start("--namespace", space, "--lease-namespace", space))
        {
            await process.LineAsync("that it leads", l => l.Contains("it holds lease", StringComparison.Ordinal), Limit);
            process.Signal(UnixSignal.Terminate);
            Assert.That(await process.ExitAsync(Limit), Is.Zero, process.LastLines());
            Assert.That(process.Output, Has.Some.Contains("is let go of").And.Some.Contains("The operator has stopped"));
        }
        await Kubectl.RunAsync("delete", "namespace", space, "--wait=false");
    }

    [Test]
    public async Task A_kubeconfig_that_is_not_there_is_named()
    {
        await using var process = ChildProcess.Start(Program, ["--runtime-image", "i", "--kubeconfig", "/no/such/file"]);
        Assert.That(await process.ExitAsync(Limit), Is.EqualTo(2));
        Assert.That(process.Output, Has.Some.Contains("/no/such/file").And.None.Contains("   at "));
    }

    [Test]
    public async Task A_variable_that_should_hold_the_address_of_aws_and_does_not_is_named()
    {
        await using var process = ChildProcess.Start(
            Program, ["--runtime-image", "i", "--kubeconfig", SharedCluster.Cluster.KubeConfig], new Dictionary<string, string> { ["AWS_ENDPOINT_URL_STS"] = "sts.example" });
        Assert.That(await process.ExitAsync(Limit), Is.EqualTo(2));
        Assert.That(process.Output, Has.Some.Contains("AWS_ENDPOINT_URL_STS holds no URL. Give it one"));
    }

    [TestCase("--workers", "0", "--workers must be between 1 and 64")]
    [TestCase("--status-interval", "0", "--status-interval must be between")]
    [TestCase("--aws-refresh", "0", "--aws-refresh must be between 1 and 86400 seconds")]
    [TestCase("--policy-version", "policy/v2", "--policy-version must be")]
    public async Task A_wrong_option_is_explained(string option, string value, string says)
    {
        await using var process = Start(option, value);
        Assert.That(await process.ExitAsync(Limit), Is.Not.Zero);
        Assert.That(process.Errors, Has.Some.Contains(says));
    }

    private static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(Program, ["--runtime-image", "localhost/bridge-runtime:test", "--kubeconfig", SharedCluster.Cluster.KubeConfig, .. arguments]);
}
