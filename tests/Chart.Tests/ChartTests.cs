using System.Text.Json.Nodes;
using TestKit;

namespace Chart.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class ChartTests
{
    private static readonly string[] Everything =
    [
        "--set", "bridges.networkPolicies=true,bridges.disruptionBudgets=true,podDisruptionBudget.enabled=true,networkPolicy.enabled=true,monitoring.serviceMonitor.enabled=true,monitoring.prometheusRule.enabled=true,monitoring.dashboard.enabled=true",
    ];

    [Test]
    public async Task The_resource_definition_is_that_of_crds_and_is_kept()
    {
        var crd = (await Rendered.ObjectsAsync()).Only("CustomResourceDefinition");
        Assert.That(crd["metadata"]!["annotations"]!["helm.sh/resource-policy"]!.GetValue<string>(), Is.EqualTo("keep"));
        var source = Rendered.Parse(await File.ReadAllTextAsync(Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "crds")).Single())).Single();
        Assert.That(Rendered.Name(crd), Is.EqualTo(Rendered.Name(source)));
        Assert.That(JsonNode.DeepEquals(crd["spec"], source["spec"]), Is.True, "the specification");
    }

    [Test]
    public async Task The_resource_definition_goes_with_the_release_where_it_is_not_to_be_kept()
    {
        var crd = (await Rendered.ObjectsAsync("--set", "crds.keep=false")).Only("CustomResourceDefinition");
        Assert.That(crd["metadata"]!["annotations"]?["helm.sh/resource-policy"], Is.Null);
        Assert.That((await Rendered.ObjectsAsync("--set", "crds.install=false")).Select(o => o["kind"]!.GetValue<string>()), Has.None.EqualTo("CustomResourceDefinition"));
    }

    [Test]
    public async Task The_alerts_are_those_of_the_documentation()
    {
        var rule = (await Rendered.ObjectsAsync(Everything)).Only("PrometheusRule");
        var alerts = Rendered.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "docs", "alerts.yaml"))).Single();
        Assert.That(JsonNode.DeepEquals(rule["spec"], alerts), Is.True);
    }

    [Test]
    public async Task The_dashboards_are_those_of_the_repository()
    {
        var maps = (await Rendered.ObjectsAsync("--set", "monitoring.dashboard.enabled=true,monitoring.dashboard.labels.team=retail")).Where(o => o["kind"]!.GetValue<string>() == "ConfigMap").ToList();
        Assert.That(maps, Has.Count.EqualTo(1));
        var labels = maps[0]["metadata"]!["labels"]!;
        Assert.That((labels["grafana_dashboard"]!.GetValue<string>(), labels["team"]!.GetValue<string>()), Is.EqualTo(("1", "retail")));
        var data = maps[0]["data"]!.AsObject();
        Assert.That(data.Select(d => d.Key), Is.EquivalentTo(Dashboard.Files));
        Assert.Multiple(() =>
        {
            foreach (var (file, text) in data) Assert.That(JsonNode.DeepEquals(JsonNode.Parse(text!.GetValue<string>()), Dashboard.Read(file).Json), Is.True, file);
        });
        Assert.That((await Rendered.ObjectsAsync()).Select(o => o["kind"]!.GetValue<string>()), Has.None.EqualTo("ConfigMap"));
    }

    [Test]
    public async Task The_pod_meets_the_restricted_standard()
    {
        var pod = (await Rendered.ObjectsAsync()).Only("Deployment")["spec"]!["template"]!["spec"]!;
        Assert.That(pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>(), Is.True);
        Assert.That(pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>(), Is.EqualTo("RuntimeDefault"));
        foreach (var key in (string[])["hostNetwork", "hostPID", "hostIPC", "volumes"]) Assert.That(pod[key], Is.Null, key);
        var container = pod["containers"]!.AsArray().Single()!["securityContext"]!;
        Assert.That(container["allowPrivilegeEscalation"]!.GetValue<bool>(), Is.False);
        Assert.That(container["readOnlyRootFilesystem"]!.GetValue<bool>(), Is.True);
        Assert.That(container["capabilities"]!["drop"]!.AsArray().Select(c => c!.GetValue<string>()), Is.EqualTo(["ALL"]));
    }

    [Test]
    public async Task With_namespaces_named_nothing_is_granted_beyond_them()
    {
        var objects = await Rendered.ObjectsAsync("--set", "watchNamespaces={shop,stock}");
        Assert.That(objects.Select(o => o["kind"]!.GetValue<string>()), Has.None.EqualTo("ClusterRole").And.None.EqualTo("ClusterRoleBinding"));
        var roles = objects.Where(o => o["kind"]!.GetValue<string>() == "Role").ToList();
        Assert.That(roles.Select(r => r["metadata"]!["namespace"]!.GetValue<string>()), Is.EquivalentTo(["shop", "stock", "bridge-system"]));
        var all = (await Rendered.ObjectsAsync()).Only("ClusterRole");
        Assert.That(JsonNode.DeepEquals(roles[0]["rules"], all["rules"]), Is.True, "the same rules, within the namespace");
        var arguments = objects.Only("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Select(a => a!.GetValue<string>());
        Assert.That(arguments, Is.SupersetOf(["--namespace=shop", "--namespace=stock"]));
    }

    [Test]
    public async Task Nothing_may_be_done_with_a_wildcard()
    {
        var rules = (await Rendered.ObjectsAsync()).Where(o => o["rules"] is not null).SelectMany(o => o["rules"]!.AsArray()).Select(r => r!.ToJsonString());
        Assert.That(rules, Is.Not.Empty.And.None.Contains("\"*\""));
    }

    [Test]
    public async Task The_service_account_takes_a_role_of_AWS()
    {
        var account = (await Rendered.ObjectsAsync("--set", @"serviceAccount.annotations.eks\.amazonaws\.com/role-arn=arn:aws:iam::123456789012:role/bridges")).Only("ServiceAccount");
        Assert.That(account["metadata"]!["annotations"]!["eks.amazonaws.com/role-arn"]!.GetValue<string>(), Is.EqualTo("arn:aws:iam::123456789012:role/bridges"));
    }

    [Test]
    public async Task A_digest_wins_over_a_tag()
    {
        var digest = $"sha256:{new string('a', 64)}";
        var container = (await Rendered.ObjectsAsync("--set", $"image.digest={digest},image.tag=x,runtimeImage.tag=9.9.9")).Only("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.That(container["image"]!.GetValue<string>(), Is.EqualTo($"bigpeer-databridge-operator@{digest}"));
        Assert.That(container["args"]!.AsArray().Select(a => a!.GetValue<string>()), Has.Some.EqualTo("--runtime-image=bigpeer-databridge-runtime:9.9.9"));
    }

    [TestCase("1.20.2", "policy/v1beta1")]
    [TestCase("1.21.0", "policy/v1")]
    [TestCase("1.32.1-eks-dbe4a5d", "policy/v1")]
    public async Task Budgets_have_the_version_that_the_server_knows(string server, string expected)
    {
        var objects = await Rendered.ObjectsAsync([.. Everything, "--kube-version", server]);
        Assert.That(objects.Only("PodDisruptionBudget")["apiVersion"]!.GetValue<string>(), Is.EqualTo(expected));
        Assert.That(objects.Only("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Select(a => a!.GetValue<string>()), Has.Some.EqualTo($"--policy-version={expected}"));
    }

    [TestCase("replicas=3", "replicas")]
    [TestCase("replicaCount=none", "replicaCount")]
    [TestCase("logLevel=Loud", "logLevel")]
    [TestCase("watchNamespaces={UPPER}", "watchNamespaces")]
    [TestCase("image.digest=abc", "digest")]
    [TestCase("workers=0", "workers")]
    public void A_wrong_value_is_refused_by_name(string set, string named)
    {
        var refusal = Assert.ThrowsAsync<InvalidOperationException>(() => Rendered.TextAsync("--set", set));
        Assert.That(refusal!.Message, Does.Contain("specifications of the schema").And.Contain(named));
    }

    [Test]
    public async Task A_package_holds_what_the_checkout_refers_to()
    {
        var folder = Directory.CreateTempSubdirectory("chart-").FullName;
        try
        {
            await Helm.RunAsync("package", Helm.Chart, "-d", folder);
            var package = Directory.EnumerateFiles(folder, "*.tgz").Single();
            Assert.That(await Rendered.TextOfAsync(package, Everything), Is.EqualTo(await Rendered.TextAsync(Everything)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
