using System.ComponentModel;
using TestKit;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>The algorithm as an executable specification, without the code: who changes it changes the model first.</summary>
internal sealed class ReconcileModelTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string Model = Path.Combine(RepositoryFolder.Path, "tests", "BridgeRuntime.Tests", "Simulation", "reconcile_model.py");

    [OneTimeSetUp]
    public async Task FindPython()
    {
        try
        {
            await using var python = ChildProcess.Start("python3", ["--version"]);
            await python.ExitAsync(Limit);
        }
        catch (Win32Exception)
        {
            Assert.Ignore("python3 is not installed, and the model is in Python.");
        }
    }

    [Test]
    public async Task It_loses_and_undoes_nothing([Values("mongodb", "bigPeer")] string policy, [Values("", "--poll")] string feed, [Values("", "--deletes")] string lives)
    {
        var (code, output) = await RunAsync("2000", "1", "--policy", policy, "--stale", "txn", feed, lives);
        Assert.That(code, Is.Zero, output);
    }

    [TestCase("lost", "4000", "--no-intents")]
    [TestCase("undone", "4000", "--no-later")]
    [TestCase("fragment", "20000", "--no-whole", "--deletes", "--poll")]
    public async Task Without_a_rule_it_finds_what_the_rule_is_for(string found, string runs, params string[] options)
    {
        var (code, output) = await RunAsync([runs, "1", .. options]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain($"'{found}'"));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var python = ChildProcess.Start("python3", [Model, .. arguments.Where(a => a.Length > 0)]);
        var code = await python.ExitAsync(Limit);
        return (code, string.Join('\n', python.Output.TakeLast(60)));
    }
}
