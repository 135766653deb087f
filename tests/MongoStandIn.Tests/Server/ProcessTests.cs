using System.Diagnostics;
using System.Text.Json;

namespace MongoStandIn.Tests.Server;

/// <summary>The program itself: its ready line, its options, its end.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task It_says_when_it_listens_and_ends_on_SIGTERM()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(["--port", "0", "--replica-set", "rsX"]);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            using var ready = JsonDocument.Parse(line!);
            var port = ready.RootElement.GetProperty("port").GetInt32();
            Assert.That(ready.RootElement.GetProperty("ready").GetBoolean(), Is.True);
            Assert.That(ready.RootElement.GetProperty("uri").GetString(), Is.EqualTo($"mongodb://127.0.0.1:{port}/?replicaSet=rsX"));
            using var client = new RawClient(port);
            client.SendCommand("{'hello': 1, '$db': 'admin'}");
            Assert.That(client.ReceiveDocument().Field("setName"u8).AsString(), Is.EqualTo("rsX"));
            // A change stream that waits must not hold the end up.
            client.SendCommand("{'aggregate': 'c', '$db': 'd', 'pipeline': [{'$changeStream': {}}], 'cursor': {}}");
            var id = client.ReceiveDocument().Field("cursor"u8).Field("id"u8).AsInt64();
            client.SendCommand($"{{'getMore': {{'$numberLong': '{id}'}}, 'collection': 'c', '$db': 'd', 'maxTimeMS': 600000}}");
            using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero);
            Assert.That(await process.StandardOutput.ReadToEndAsync(limit.Token), Is.Empty);
            Assert.That(await process.StandardError.ReadToEndAsync(limit.Token), Is.Empty);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Test]
    public async Task The_password_comes_from_the_environment_or_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "secret\n");
            await RequiresAuthentication(["--user", "u", "--password-env", "STAND_IN_TEST_PASSWORD"]);
            await RequiresAuthentication(["--user", "u", "--password-file", file]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task Further_users_come_from_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """[{"user": "reader", "pwd": "secret", "roles": [{"role": "read", "db": "shop"}]}]""");
            await RequiresAuthentication(["--users-file", file]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task A_users_file_that_is_none_is_explained_without_its_text()
    {
        using var limit = new CancellationTokenSource(Limit);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """[{"user": "reader", "pwd": "topsecret"}]""");
            using var process = Start(["--port", "0", "--users-file", file]);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.EqualTo(1));
            Assert.That(await process.StandardError.ReadToEndAsync(limit.Token), Does.Contain(file).And.Not.Contain("topsecret"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task It_may_stand_alone()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(["--port", "0", "--standalone"]);
        try
        {
            using var ready = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(limit.Token))!);
            var port = ready.RootElement.GetProperty("port").GetInt32();
            Assert.That(ready.RootElement.GetProperty("uri").GetString(), Is.EqualTo($"mongodb://127.0.0.1:{port}/"));
            using var client = new RawClient(port);
            client.SendCommand("{'hello': 1, '$db': 'admin'}");
            Assert.That(client.ReceiveDocument().Field("setName"u8).IsMissing, Is.True);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(limit.Token);
        }
    }

    [TestCase("--user", "u")]
    [TestCase("--password-env", "STAND_IN_TEST_PASSWORD")]
    [TestCase("--bind", "nowhere")]
    [TestCase("--bogus", "1")]
    public async Task Options_that_do_not_fit_are_explained(string option, string value)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(["--port", "0", option, value]);
        await process.WaitForExitAsync(limit.Token);
        Assert.That(process.ExitCode, Is.Not.Zero);
        Assert.That(await process.StandardError.ReadToEndAsync(limit.Token), Is.Not.Empty.And.Not.Contain("   at "));
    }

    private static async Task RequiresAuthentication(string[] options)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(["--port", "0", .. options]);
        try
        {
            using var ready = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(limit.Token))!);
            using var client = new RawClient(ready.RootElement.GetProperty("port").GetInt32());
            client.SendCommand("{'find': 'c', '$db': 'd'}");
            Assert.That(client.ReceiveDocument().Field("code"u8).AsInt32(), Is.EqualTo(13));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(limit.Token);
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(StandInServer).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["STAND_IN_TEST_PASSWORD"] = "secret";
        return Process.Start(start)!;
    }
}
