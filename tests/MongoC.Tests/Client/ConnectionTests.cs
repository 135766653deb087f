using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MongoC.Native;

namespace MongoC.Tests.Client;

public sealed class ConnectionTests
{
    private static readonly byte[] Ping = Documents.Json("""{"ping": 1}""");

    [TestCase("")]
    [TestCase("localhost:27017")]
    [TestCase("http://alice:s3cretWord@localhost/")]
    [TestCase("mongodb://")]
    [TestCase("mongodb://alice:s3cret@Word@localhost/")]
    [TestCase("mongodb://alice:s3cret/Word@localhost/")]
    [TestCase("mongodb://alice:s3cret:Word@localhost/")]
    [TestCase("mongodb://alice:s3cret%Word@localhost/")]
    [TestCase("mongodb://alice:s3cretWord@localhost:99999999/")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?maxPoolSize=many")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?maxPoolSize=-1")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?tls=s3cretWord")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?readPreference=s3cretWord")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?replicaSet=")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?s3cretWord")]
    [TestCase("mongodb://alice:s3cretWord@localhost,other/?directConnection=true")]
    [TestCase("mongodb+srv://alice:s3cretWord@localhost:27017/")]
    [TestCase("mongodb://alice:s3cretWord@localhost/?tlsInsecure=true&tlsAllowInvalidCertificates=true")]
    [TestCase("mongodb://alice:s3cretWord@local\0host/")]
    public void An_invalid_connection_string_is_refused_and_never_repeated(string text)
    {
        var log = new LogLines();

        var error = Assert.Throws<MongoException>(() => MongoClient.Open(text, new MongoClientOptions(), log));

        Assert.That(error!.Kind, Is.EqualTo(MongoErrorKind.InvalidConnectionString));
        Assert.That(error.Transient, Is.False);
        foreach (var secret in new[] { "s3cret", "Word", "alice" }) Assert.That(error.ToString(), Does.Not.Contain(secret));
        Assert.That(log.All, Is.Empty);
    }

    [TestCase('@', 60_000, "longer than 32768 characters")]
    [TestCase('@', 30_000, "need percent-encoding")]
    [TestCase('?', 30_000, "need percent-encoding")]
    public void Separators_without_end_are_refused_before_they_cost_anything(char separator, int times, string says)
    {
        var text = $"mongodb://alice:s3cretWord{new string(separator, times)}localhost/";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<MongoException>(() => MongoClient.Open(text, new MongoClientOptions()));

        Assert.That(error!.Message, Does.Contain(says).And.Not.Contain("s3cret"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1024 * 1024));
    }

    [Test]
    public void A_reason_that_holds_nothing_of_the_string_is_given()
    {
        var error = Assert.Throws<MongoException>(() => MongoClient.Open("localhost", new MongoClientOptions()));

        Assert.That(error!.Message, Does.Contain("mongodb://"));
    }

    [TestCase("mongodb://alice:s3cretWord@first.example:1234,second.example/db?replicaSet=rs")]
    [TestCase("mongodb://alice:s3cret?Word@first.example:1234,second.example")]
    [TestCase("mongodb://alice:s3cret%40Word@first.example:1234,second.example/?authMechanismProperties=SERVICE_NAME:a@b")]
    public async Task Hosts_are_told_without_credentials(string text)
    {
        await using var client = MongoClient.Open(text, new MongoClientOptions());

        Assert.That(client.Hosts, Is.EqualTo(new[] { "first.example:1234", "second.example:27017" }));
    }

    [Test]
    public async Task What_the_string_says_wins_over_the_options()
    {
        await using var stated = MongoClient.Open("mongodb://localhost/?maxPoolSize=3", new MongoClientOptions { MaxPoolSize = 7 });
        await using var unlimited = MongoClient.Open("mongodb://localhost/?maxPoolSize=0", new MongoClientOptions { MaxPoolSize = 7 });
        await using var huge = MongoClient.Open("mongodb://localhost/?maxPoolSize=5000", new MongoClientOptions { MaxPoolSize = 7 });
        await using var silent = MongoClient.Open("mongodb://localhost/", new MongoClientOptions { MaxPoolSize = 7 });

        Assert.That((stated.MaxPoolSize, unlimited.MaxPoolSize, huge.MaxPoolSize, silent.MaxPoolSize), Is.EqualTo((3, 7, 1000, 7)));
    }

    [Test]
    public async Task An_unreachable_server_is_a_transient_error_of_server_selection()
    {
        var port = FreePort();
        await using var client = MongoClient.Open($"mongodb://alice:s3cretWord@127.0.0.1:{port}/", new MongoClientOptions { ServerSelectionTimeout = TimeSpan.FromMilliseconds(300) });

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Ping));

        Assert.That((error!.Kind, error.Domain, error.Transient), Is.EqualTo((MongoErrorKind.ServerSelection, MongoErrorDomain.ServerSelection, true)));
        Assert.That(error.Message, Does.Contain($"127.0.0.1:{port}").And.Not.Contain("s3cretWord"));
    }

    [Test]
    public async Task A_refused_login_is_code_18_and_not_transient()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(18, "AuthenticationFailed", "Authentication failed."));
        await using var client = MongoClient.Open(server.Uri.Replace("//", "//alice:s3cretWord@", StringComparison.Ordinal) + "&authMechanism=SCRAM-SHA-256", new MongoClientOptions());

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Ping));

        Assert.That((error!.Kind, error.Code, error.CodeName, error.Transient), Is.EqualTo((MongoErrorKind.Authentication, 18, "AuthenticationFailed", false)));
        Assert.That(error.ToString(), Does.Not.Contain("s3cretWord"));
    }

    [Test]
    public async Task A_connection_that_breaks_during_the_login_is_no_refused_login()
    {
        await using var server = new ScriptedServer(_ => (byte[]?)null);
        await using var client = MongoClient.Open(server.Uri.Replace("//", "//alice:s3cretWord@", StringComparison.Ordinal) + "&authMechanism=SCRAM-SHA-256", new MongoClientOptions());

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Ping));

        Assert.That(server.Commands, Has.Some.EqualTo("saslStart"));
        Assert.That((error!.Kind, error.Transient, error.CodeName), Is.EqualTo((MongoErrorKind.Network, true, (string?)null)));
    }

    [Test]
    public async Task A_server_without_tls_is_a_transient_error_that_names_the_host()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok());
        await using var client = MongoClient.Open(server.Uri + "&tls=true", new MongoClientOptions { ServerSelectionTimeout = TimeSpan.FromMilliseconds(300), ConnectTimeout = TimeSpan.FromMilliseconds(300) });

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Ping));

        Assert.That((error!.Kind, error.Transient), Is.EqualTo((MongoErrorKind.ServerSelection, true)));
    }

    [Test]
    [NonParallelizable]
    public async Task The_log_of_libmongoc_goes_to_the_logger()
    {
        var log = new LogLines();
        await using var server = new ScriptedServer(_ => ScriptedServer.Batch("firstBatch", 0, []));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions(), log);

        // An exhaust cursor makes libmongoc 1.23 warn that it will be a plain one.
        await Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, Documents.Json("""{"exhaust": true}""")));

        var warning = log.All.Single(line => line.Level == LogLevel.Warning);
        Assert.That(warning.Event.Name, Is.EqualTo("Libmongoc"));
        Assert.That(warning.Text, Does.Contain("exhaust cursors not supported"));
    }

    [TestCase("mongodb://alice:s3cretWord@h/", "the word s3cretWord", "the word ***")]
    [TestCase("mongodb://alice:s3cret%2FWord@h/", "s3cret/Word and s3cret%2FWord", "*** and ***")]
    [TestCase("mongodb://alice:a@b:c@h/", "a@b:c", "***")]
    [TestCase("mongodb://h/?tlsCertificateKeyFilePassword=keyWord", "keyWord", "***")]
    [TestCase("mongodb://alice@h/", "alice", "alice")]
    public void Passwords_are_hidden_in_any_text(string connectionString, string text, string expected) =>
        Assert.That(new ConnectionSecrets(connectionString).Hide(text), Is.EqualTo(expected));

    [Test]
    public void A_missing_library_is_an_error_that_names_the_package()
    {
        var error = Assert.Throws<MongoException>(() => NativeLibraries.Require("libnot-there-1.0.so.0", "libnot-there-1.0-0"));

        Assert.That(error!.Kind, Is.EqualTo(MongoErrorKind.LibraryMissing));
        Assert.That(error.Message, Does.Contain("libnot-there-1.0.so.0").And.Contain("libnot-there-1.0-0"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
