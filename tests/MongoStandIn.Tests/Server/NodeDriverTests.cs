using System.Diagnostics;
using TestKit;

namespace MongoStandIn.Tests.Server;

/// <summary>
/// The official Node.js driver against the server, over the wire. The scenarios are the scripts in <c>node/</c>; those that need
/// nothing special of the server run against <c>MONGODB_URI</c> when that is set.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class NodeDriverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string Scripts => Path.Combine(SourceFolder(), "..", "node");

    [TestCase("crud.mjs")]
    [TestCase("sessions.mjs")]
    [TestCase("changes.mjs")]
    [TestCase("collections.mjs")]
    [TestCase("transactions.mjs")]
    [TestCase("failpoints.mjs")]
    public async Task The_driver_finds_a_MongoDB(string script)
    {
        await using var server = await MongoServer.StartAsync();
        await RunAsync(script, server.ConnectionString);
    }

    [Test]
    public async Task The_greeting_is_that_of_a_primary()
    {
        await using var server = await MongoServer.StartStandInAsync();
        await RunAsync("greeting.mjs", server.ConnectionString);
    }

    [Test]
    public async Task The_password_is_asked_for()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { User = "ada", Password = "lovelace" });
        await RunAsync("connect.mjs", server.ConnectionString);
    }

    [Test]
    public async Task Users_may_do_what_their_roles_say()
    {
        StandInUser[] users =
        [
            new("reader", "lovelace", "read@shop"), new("writer", "lovelace", "readWrite@shop"), new("watcher", "lovelace", "clusterMonitor@admin"),
            new("local", "lovelace", "read") { Database = "shop" },
        ];
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { User = "ada", Password = "lovelace", Users = users });
        await RunAsync("access.mjs", server.ConnectionString);
    }

    [Test]
    public async Task A_server_may_stand_alone()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { IsStandalone = true });
        await RunAsync("standalone.mjs", server.ConnectionString);
    }

    [Test]
    public async Task Documents_expire()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { TtlInterval = TimeSpan.FromMilliseconds(20) });
        await RunAsync("expiry.mjs", server.ConnectionString);
    }

    [Test]
    public async Task A_small_oplog_forgets()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { OplogEntries = 10 });
        await RunAsync("oplog.mjs", server.ConnectionString);
    }

    // The scripts stay where npm put their packages.
    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static async Task RunAsync(string script, string uri)
    {
        if (!Directory.Exists(Path.Combine(Scripts, "node_modules", "mongodb"))) Assert.Ignore("The npm package 'mongodb' is not installed: run `make setup` first.");
        var start = new ProcessStartInfo("node") { WorkingDirectory = Scripts, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["run.mjs", script, uri, MongoServer.NewDatabaseName()]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            TestContext.Out.WriteLine(await output);
            Assert.That(process.ExitCode, Is.Zero, $"{await output}\n{await errors}");
            Assert.That(await output, Does.Contain("ok "));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
