using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using TestKit;

namespace ControllerRuntime.Tests.Configuration;

public sealed class InClusterConfigurationTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Outside_of_a_cluster_there_is_none() => Assert.That(InClusterConfiguration.Read(_ => null, TimeProvider.System, _folder), Is.Null);

    [Test]
    public async Task A_pods_token_is_read_again_after_it_was_renewed()
    {
        await using var playground = await Playground.MakeAsync();
        var time = new FakeTimeProvider();
        await WriteAsync(await Tokens.OfServiceAccountAsync(playground, "before"));
        var configuration = InClusterConfiguration.Read(Environment, time, _folder)!;
        Assert.That(configuration.Namespace, Is.EqualTo("some-space"));
        using var client = Playground.MakeClient(configuration);
        Assert.That(WhoAmI(client, playground), Does.Contain(":before"));

        await WriteAsync(await Tokens.OfServiceAccountAsync(playground, "after"));
        Assert.That(WhoAmI(client, playground), Does.Contain(":before"), "it is not read for every call");
        time.Advance(TimeSpan.FromMinutes(1.1));
        Assert.That(WhoAmI(client, playground), Does.Contain(":after"));
    }

    [Test]
    public async Task A_refused_token_is_read_again_at_once()
    {
        await using var playground = await Playground.MakeAsync();
        await WriteAsync("expired");
        using var client = Playground.MakeClient(InClusterConfiguration.Read(Environment, TimeProvider.System, _folder)!);
        Assert.That(Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, playground.Key("x"), default))!.Kind, Is.EqualTo(KubeErrorKind.Unauthorized));
        await WriteAsync(await Tokens.OfServiceAccountAsync(playground, "fresh"));
        Assert.That(WhoAmI(client, playground), Does.Contain(":fresh"));
    }

    [Test]
    public async Task A_pod_without_the_servers_authority_is_told_which_file_is_missing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "t");
        Assert.That(() => InClusterConfiguration.Read(Environment, TimeProvider.System, _folder), Throws.TypeOf<KubeConfigurationException>().With.Message.Contains("ca.crt"));
    }

    private async Task WriteAsync(string token)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.crt"), Playground.Configuration().Authorities!.ExportCertificatePems());
        await File.WriteAllTextAsync(Path.Combine(_folder, "namespace"), "some-space");
    }

    private static string? Environment(string name) => name switch
    {
        "KUBERNETES_SERVICE_HOST" => Playground.Configuration().Server.Host,
        "KUBERNETES_SERVICE_PORT" => Playground.Configuration().Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The server names whom it refuses.</summary>
    private static string WhoAmI(KubeClient client, Playground playground) =>
        Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, playground.Key("x"), default))!.Message;
}
