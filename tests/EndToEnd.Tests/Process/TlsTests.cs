using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>TLS to both sides: a certificate that is not right is refused, with words that say why; a private authority is trusted when it is named.</summary>
[CancelAfter(120_000)]
internal sealed class TlsTests
{
    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _others = new("CN=another authority");

    [OneTimeTearDown]
    public void Dispose()
    {
        _certificates.Dispose();
        _others.Dispose();
    }

    [Test]
    public async Task Both_sides_are_kept_in_step_over_TLS_with_a_private_authority()
    {
        await using var mongo = new TlsFront(_certificates.Good(), Mongo.Port);
        await using var bigPeer = new TlsFront(_certificates.Good(), BigPeer.Port);
        await using var scene = new Scene(new SceneOptions());
        await scene.CreateAsync(scene.Client);
        await using var bridge = Start(scene, mongo, bigPeer, _certificates.Pem);
        await bridge.ReadyAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m"}""");
        await scene.Docs.BigPeer.UpsertAsync("""{"_id":"d"}""");
        await scene.BothAsync("\"m\"", """{"_id":"m"}""");
        await scene.BothAsync("\"d\"", """{"_id":"d"}""");
    }

    [TestCase("expired", "UTC only: renew it")]
    [TestCase("of another", "it is for another.example, not for the host that was asked")]
    [TestCase("self-signed", "it is signed by itself, which is not trusted: name it, as a PEM file, in {option}")]
    [TestCase("of a stranger", "its issuer 'CN=another authority' is not trusted: name the issuing authority's certificate, as a PEM file, in {option}")]
    public async Task A_certificate_that_is_not_right_is_refused_and_the_words_say_why(string which, string words)
    {
        await using var mongo = new TlsFront(Make(which), Mongo.Port);
        await using var bigPeer = new TlsFront(Make(which), BigPeer.Port);
        await using var scene = new Scene(new SceneOptions());
        await using var bridge = Start(scene, mongo, bigPeer, _certificates.Pem);
        await scene.UntilAsync("both refused", async () =>
        {
            var problems = (await ProblemsAsync(bridge)).ToDictionary(p => p.Reason, p => p.Message);
            if (problems.Count < 2) return $"{problems.Count} problems";
            return Objection(problems, "MongoUnreachable", words, "mongoConnector.caFile") ?? Objection(problems, "BigPeerUnreachable", words, "bigPeer.caFile");
        });
        Assert.That((await bridge.TerminateAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Without_a_named_authority_the_systems_are_trusted_and_no_other()
    {
        await using var mongo = new TlsFront(_certificates.Good(), Mongo.Port);
        await using var bigPeer = new TlsFront(_certificates.Good(), BigPeer.Port);
        await using var scene = new Scene(new SceneOptions());
        await using var bridge = Start(scene, mongo, bigPeer, authorities: null);
        await scene.UntilAsync("both refused", async () =>
        {
            var problems = (await ProblemsAsync(bridge)).Select(p => p.Message).ToList();
            return problems.Count == 2 && problems.TrueForAll(p => p.Contains("its issuer 'CN=authority of the tests' is not trusted", StringComparison.Ordinal)) ? null : string.Join('\n', problems);
        });
    }

    private static Uri Mongo => new(SharedServers.Mongo.ConnectionString.Replace("mongodb:", "http:", StringComparison.Ordinal));

    private static Uri BigPeer => new(SharedServers.BigPeer.Api.Endpoint);

    private static BridgeProcess Start(Scene scene, TlsFront mongo, TlsFront bigPeer, string? authorities)
    {
        var caFile = authorities is null ? "" : "caFile: ca.pem";
        var endpoint = new UriBuilder(BigPeer) { Scheme = Uri.UriSchemeHttps, Port = bigPeer.Port };
        var yaml = scene.Yaml()
            .Replace("connectionString: ${MONGODB_URI}", $"connectionString: ${{MONGODB_URI}}\n  {caFile}", StringComparison.Ordinal)
            .Replace($"\"{SharedServers.BigPeer.Api.Endpoint}\"", $"\"{endpoint.Uri}\"{(authorities is null ? "" : $", {caFile}")}", StringComparison.Ordinal);
        // The set's members have addresses of their own, which do not speak TLS.
        var uri = $"mongodb://127.0.0.1:{mongo.Port}/?directConnection=true&tls=true&serverSelectionTimeoutMS=5000";
        return BridgeProcess.Start(yaml, new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = uri }, new Dictionary<string, string> { ["ca.pem"] = authorities ?? "" });
    }

    private static async Task<IReadOnlyList<(string Reason, string Message)>> ProblemsAsync(BridgeProcess bridge)
    {
        using var report = JsonDocument.Parse((await bridge.GetStatusAsync("/status")).Body);
        return [.. report.RootElement.GetProperty("problems").EnumerateArray().Select(p => (p.GetProperty("reason").GetString()!, p.GetProperty("message").GetString()!))];
    }

    private static string? Objection(Dictionary<string, string> problems, string reason, string words, string option)
    {
        if (!problems.TryGetValue(reason, out var message)) return $"no {reason} among {string.Join(", ", problems.Keys)}";
        return message.Contains(words.Replace("{option}", option, StringComparison.Ordinal), StringComparison.Ordinal) ? null : message;
    }

    private X509Certificate2 Make(string which) => which switch
    {
        "expired" => _certificates.Expired(),
        "of another" => _certificates.OfAnother(),
        "self-signed" => TestCertificates.SelfSigned("CN=alone", isAuthority: false),
        _ => _others.Good(),
    };
}
