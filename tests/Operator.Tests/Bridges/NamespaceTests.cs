using TestKit;

namespace Operator.Tests.Bridges;

public sealed class NamespaceTests
{
    private readonly string[] _spaces = new string[3];

    [SetUp]
    public async Task SetUp()
    {
        for (var i = 0; i < _spaces.Length; i++)
        {
            _spaces[i] = $"spaces-{i}-{Guid.NewGuid().ToString("N")[..8]}";
            await Kubectl.RunAsync("create", "namespace", _spaces[i]);
            await Kubectl.ApplyAsync(BridgeScene.Manifest(), "-n", _spaces[i], "--validate=false");
        }
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var space in _spaces) await Kubectl.RunAsync("delete", "namespace", space, "--wait=false");
    }

    [Test]
    public async Task One_operator_serves_the_namespaces_that_it_is_told_and_leaves_others_alone()
    {
        await using var process = OperatorProcess.Start("--namespace", _spaces[0], "--namespace", _spaces[1], "--no-leader-election");
        await UntilServedAsync(process, _spaces[0], _spaces[1]);
        // Whatever of the third was noticed would have been served by the time that a later change of the others is.
        await Kubectl.ApplyAsync(BridgeScene.Manifest("later"), "-n", _spaces[1], "--validate=false");
        await process.LogAsync($"{_spaces[1]}/later is not ready yet");
        Assert.That(await StatusAsync(_spaces[2]), Is.Empty);
        Assert.That(process.Process.Output, Has.None.Contains(_spaces[2]));
    }

    [Test]
    public async Task Without_a_namespace_all_are_served()
    {
        await using var process = OperatorProcess.Start("--no-leader-election");
        await UntilServedAsync(process, _spaces);
    }

    private static async Task UntilServedAsync(OperatorProcess process, params string[] spaces)
    {
        foreach (var space in spaces)
            await Eventually.HoldsAsync($"the bridge of {space} is served", async () => await StatusAsync(space) == "SecretNotFound" ? null : "not yet", OperatorProcess.Limit, () => process.Process.LastLines());
    }

    private static Task<string> StatusAsync(string space) => Kubectl.RunAsync("get", "bpdb", "x", "-n", space, "-o", """jsonpath={.status.conditions[?(@.type=="SecretsResolved")].reason}""");
}
