using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TestKit;

namespace Operator.Tests;

public sealed class ProgramTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task It_leads_and_ends_well_when_asked_to()
    {
        var space = $"program-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", space);
        await using (var one = OperatorProcess.Start("--namespace", space, "--lease-namespace", space))
        {
            await one.LogAsync("it holds lease");
            var process = one.Process;
            process.Signal(UnixSignal.Terminate);
            Assert.That(await process.ExitAsync(Limit), Is.Zero, process.LastLines());
            Assert.That(process.Output, Has.Some.Contains("is let go of").And.Some.Contains("The operator has stopped"));
        }
        await Kubectl.RunAsync("delete", "namespace", space, "--wait=false");
    }

    [Test]
    public async Task A_kubeconfig_that_is_not_there_is_named()
    {
        await using var one = OperatorProcess.Start("--kubeconfig", "/no/such/file");
        var process = one.Process;
        Assert.That(await process.ExitAsync(Limit), Is.EqualTo(2));
        Assert.That(process.Output, Has.Some.Contains("/no/such/file").And.None.Contains("   at "));
    }

    [Test]
    public async Task A_variable_that_should_hold_the_address_of_aws_and_does_not_is_named()
    {
        await using var process = ChildProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Operator"), ["--runtime-image", "i", "--kubeconfig", SharedCluster.Cluster.KubeConfig], new Dictionary<string, string> { ["AWS_ENDPOINT_URL_STS"] = "sts.example" });
        Assert.That(await process.ExitAsync(Limit), Is.EqualTo(2));
        Assert.That(process.Output, Has.Some.Contains("AWS_ENDPOINT_URL_STS holds no URL. Give it one"));
    }

    [TestCase("--workers", "0", "--workers must be between 1 and 64")]
    [TestCase("--status-interval", "0", "--status-interval must be between")]
    [TestCase("--aws-refresh", "0", "--aws-refresh must be between 1 and 86400 seconds")]
    [TestCase("--status-port", "65536", "--status-port must be between 0 and 65535")]
    [TestCase("--metrics-address", "here", "--metrics-address must be an IP address")]
    [TestCase("--policy-version", "policy/v2", "--policy-version must be")]
    public async Task A_wrong_option_is_explained(string option, string value, string says)
    {
        await using var one = OperatorProcess.Start(option, value);
        var process = one.Process;
        Assert.That(await process.ExitAsync(Limit), Is.Not.Zero);
        Assert.That(process.Errors, Has.Some.Contains(says));
    }

    [TestCase("--status-port")]
    [TestCase("--metrics-port")]
    public async Task A_port_that_is_taken_is_named_with_the_remedy(string option)
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var one = OperatorProcess.Start(option, port);
        Assert.That(await one.Process.ExitAsync(Limit), Is.EqualTo(2));
        Assert.That(one.Process.Output, Has.Some.Contains($"{option}: port {port} of 0.0.0.0 is taken by another program. Stop that program, or set {option} to a free port (0 takes any).").And.None.Contains("   at "));
    }
}
