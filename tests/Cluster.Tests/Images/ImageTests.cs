using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests.Images;

[TestFixture("operator")]
[TestFixture("runtime")]
[Parallelizable(ParallelScope.All)]
public sealed class ImageTests(string program)
{
    private string Image => program == "operator" ? SharedCluster.Images.Operator : SharedCluster.Images.Runtime;

    private string[] Programs => program == "operator" ? ["Operator"] : ["BridgeRuntime", "bridgectl"];

    [Test]
    public async Task It_runs_without_root_without_a_writable_file_and_without_capabilities()
    {
        Assert.That(await Container.RunAsync(Image, "--help"), Does.Contain("Usage:"));
        Assert.That(await Container.RunInsideAsync(Image, "/usr/bin/id", "-u"), Is.EqualTo("10001"));
    }

    [Test]
    public async Task Version_label_and_bill_agree()
    {
        var version = await Container.RunAsync(Image, "--version");
        var labels = JsonNode.Parse(await Container.InspectAsync(Image))![0]!["Labels"]!;
        Assert.That(version, Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That(labels["org.opencontainers.image.version"]!.GetValue<string>(), Is.EqualTo(version));
        Assert.That(labels["org.opencontainers.image.title"]!.GetValue<string>(), Is.EqualTo($"bigpeer-databridge-{program}"));
        Assert.That(labels["org.opencontainers.image.licenses"]!.GetValue<string>(), Is.EqualTo("Apache-2.0"));
        Assert.That(Bill()["metadata"]!["component"]!["version"]!.GetValue<string>(), Is.EqualTo(version));
    }

    [Test]
    public async Task The_user_is_a_number_so_that_a_cluster_can_judge_it()
    {
        var image = JsonNode.Parse(await Container.InspectAsync(Image))![0]!;
        Assert.That(image["Config"]!["User"]!.GetValue<string>(), Is.EqualTo("10001:10001"));
    }

    [Test]
    public async Task It_holds_the_program_and_nothing_to_build_it_with()
    {
        var files = (await Container.RunInsideAsync(Image, "/usr/bin/find", "/app", "-type", "f", "-printf", "%f %s\\n")).Split('\n').Select(l => l.Split(' ')).ToList();
        Assert.That(files.Select(f => Path.GetExtension(f[0])), Has.None.EqualTo(".pdb").And.None.EqualTo(".cs"));
        Assert.That(files.Sum(f => long.Parse(f[1], System.Globalization.CultureInfo.InvariantCulture)), Is.LessThan(40 << 20), "the program without the runtimes it shares");
        Assert.That(await Container.RunInsideAsync(Image, "/usr/share/dotnet/dotnet", "--list-sdks"), Is.Empty);
    }

    [Test]
    public async Task The_bill_names_every_Debian_package_that_is_in_the_image_and_no_other()
    {
        var installed = (await Container.RunInsideAsync(Image, "/usr/bin/dpkg-query", "-W", "-f", "${Package} ${Version}\\n")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(Components("pkg:deb/").Select(c => $"{c["name"]} {c["version"]}"), Is.EquivalentTo(installed));
        Assert.That(installed.Any(p => p.StartsWith("libmongoc-1.0-0", StringComparison.Ordinal)), Is.EqualTo(program == "runtime"));
    }

    [Test]
    public async Task The_bill_accounts_for_every_library_beside_the_program()
    {
        var libraries = (await Container.RunInsideAsync(Image, "/usr/bin/find", "/app", "-name", "*.dll", "-printf", "%f\\n")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var dependencies = await Task.WhenAll(Programs.Select(async p => JsonNode.Parse(await Container.RunInsideAsync(Image, "/bin/cat", $"/app/{p}.deps.json"))!));
        // What two programs share is one file, and of one version.
        var targets = dependencies.SelectMany(d => d["targets"]!.AsObject().Single(t => t.Value!.AsObject().Count > 0).Value!.AsObject()).DistinctBy(t => t.Key).ToList();
        var billed = Components("pkg:nuget/").Select(c => $"{c["name"]}/{c["version"]}").ToHashSet();
        var ours = dependencies.SelectMany(d => d["libraries"]!.AsObject()).Where(l => l.Value!["type"]!.GetValue<string>() == "project").Select(l => l.Key).ToHashSet();
        foreach (var name in Programs) Assert.That(ours, Has.Some.StartsWith($"{name}/"));
        foreach (var library in libraries)
        {
            var origin = targets.Where(t => t.Value!["runtime"] is JsonObject files && files.Any(f => Path.GetFileName(f.Key) == library)).Select(t => t.Key).ToList();
            Assert.That(origin, Has.Count.EqualTo(1), library);
            Assert.That(billed.Contains(origin[0]) != ours.Contains(origin[0]), library);
        }
        Assert.That(billed, Is.SubsetOf(targets.Select(t => t.Key)));
        Assert.That(Components("pkg:nuget/"), Has.All.Matches<JsonNode>(c => c["hashes"]![0]!["content"]!.GetValue<string>().Length == 128));
    }

    [Test]
    public async Task The_bill_names_the_dotnet_runtimes_of_the_image()
    {
        var runtimes = (await Container.RunInsideAsync(Image, "/usr/share/dotnet/dotnet", "--list-runtimes")).Split('\n').Select(l => string.Join(' ', l.Split(' ').Take(2)));
        Assert.That(Components("pkg:generic/").Select(c => $"{c["name"]} {c["version"]}"), Is.EquivalentTo(runtimes));
    }

    private JsonNode Bill() => JsonNode.Parse(File.ReadAllText(ProjectImages.BillOfMaterials(program)))!;

    private IEnumerable<JsonNode> Components(string purl) => Bill()["components"]!.AsArray().Where(c => c!["purl"]!.GetValue<string>().StartsWith(purl, StringComparison.Ordinal)).Select(c => c!);
}
