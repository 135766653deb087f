using System.Diagnostics.Metrics;
using ControllerRuntime.Observability;
using Operator.Observability;
using TestKit;

namespace Operator.Tests;

/// <summary>What the real program shows of itself.</summary>
public sealed class EndpointTests
{
    private string _space = "";

    [SetUp]
    public async Task SetUp()
    {
        _space = $"endpoints-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown() => await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");

    [Test]
    public async Task A_leader_is_ready_and_so_is_a_follower_who_says_that_it_follows()
    {
        await using var leader = OperatorProcess.Start("--namespace", _space, "--lease-namespace", _space);
        await leader.LogAsync("it holds lease");
        await using var follower = OperatorProcess.Start("--namespace", _space, "--lease-namespace", _space);
        Assert.That(await leader.UntilAsync("/readyz", 200), Is.EqualTo("ok"));
        var holder = leader.Log()[0]["operator"]!.GetValue<string>();
        var expected = $"[+]leader: this operator follows; {holder} holds lease {_space}/bigpeer-databridge-operator\nok";
        await Eventually.HoldsAsync("the follower says whom it follows", async () => await follower.UntilAsync("/readyz", 200) is var said && said == expected ? null : said, OperatorProcess.Limit);
        Assert.Multiple(async () =>
        {
            Assert.That(await leader.MetricAsync("controller_leads"), Is.EqualTo(1));
            Assert.That(await follower.MetricAsync("controller_leads"), Is.Zero);
            foreach (var path in (string[])["/healthz", "/livez"])
            {
                Assert.That(await leader.StatusAsync(path), Is.EqualTo((200, "ok")));
                Assert.That(await follower.StatusAsync(path), Is.EqualTo((200, "ok")));
            }
            Assert.That((await leader.StatusAsync("/livez?verbose")).Body, Does.Contain("[+]loop/bridges ok").And.Contain("[+]watch/secrets ok").And.Contain("[+]lease ok").And.Contain("[+]workers ok"));
            Assert.That((await leader.StatusAsync("/readyz?verbose")).Body, Does.Contain("[+]api-server ok").And.Contain("[+]informer/statefulsets ok"));
        });
    }

    [Test]
    public async Task An_api_server_that_is_gone_makes_it_unready_and_not_dead()
    {
        await using var cluster = await KubernetesCluster.StartOwnAsync();
        foreach (var arguments in (string[][])[["apply", "--validate=false", "-f", Path.Combine(RepositoryFolder.Path, "crds")], ["wait", "--for=condition=Established", "--timeout=30s", "crd/bigpeerdatabridges.ditto.live"]])
        {
            await using var kubectl = ChildProcess.Start("kubectl", ["--kubeconfig", cluster.KubeConfig, .. arguments]);
            Assert.That(await kubectl.ExitAsync(OperatorProcess.Limit), Is.Zero, kubectl.LastLines());
        }
        var kubeConfig = Path.GetTempFileName();
        try
        {
            File.Copy(cluster.KubeConfig, kubeConfig, overwrite: true);
            await using var process = OperatorProcess.Start("--no-leader-election", "--kubeconfig", kubeConfig);
            await process.UntilAsync("/readyz", 200);
            await cluster.DisposeAsync();
            Assert.That(await process.UntilAsync("/readyz", 503), Does.Match("\\[-\\]api-server: ApiServerNotReached: no answer of the API server for \\d+ s: .*refused"));
            Assert.That(await process.StatusAsync("/livez"), Is.EqualTo((200, "ok")));
        }
        finally
        {
            File.Delete(kubeConfig);
        }
    }

    [Test]
    public async Task Promtool_finds_nothing_to_say_about_the_metrics_and_none_is_missing()
    {
        await using var process = OperatorProcess.Start("--namespace", _space, "--no-leader-election");
        await process.UntilAsync("/readyz", 200);
        await Kubectl.ApplyAsync(Bridges.BridgeScene.Manifest(), "-n", _space, "--validate=false");
        await process.LogAsync("is not ready yet: SecretNotFound");
        await Eventually.HoldsAsync("an event is told", async () => await process.MetricAsync("kube_events_total{outcome=\"told\"}") > 0 ? null : "not yet", OperatorProcess.Limit);
        var text = await process.MetricsAsync();
        var families = text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();
        // Those of what must go wrong first.
        Assert.That(families, Is.EquivalentTo(Instruments().Except(["kube_api_retries_total", "kube_watch_restarts_total"])));
        Assert.That(text, Does.Contain("operator_bridges{condition=\"SecretsResolved\",status=\"False\"} 1\n")
            .And.Contain("controller_reconciles_total{controller=\"bridges\",outcome=\"stalled\"}").And.Match("kube_api_calls_total\\{code=\"200\",resource=\"secrets\",verb=\"list\"\\} 1\n"));
        if (await Promtool.RunAsync(["check", "metrics"], text) is not { } judged) Assert.Ignore(Promtool.Missing);
        else Assert.That(judged, Is.EqualTo((0, "")));
    }

    private static HashSet<string> Instruments()
    {
        using var controller = new ControllerMetrics(TimeProvider.System);
        using var metrics = new OperatorMetrics();
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is OperatorMetrics.MeterName or ControllerMetrics.MeterName) names.Add(instrument.Name);
            },
        };
        listener.Start();
        return names;
    }
}
