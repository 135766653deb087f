using MongoC.Bson;
using TestKit;

namespace Cluster.Tests.Images;

/// <summary>The compose file of the stand-alone runtime, with podman-compose.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ComposeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static string Sample => Path.Combine(RepositoryFolder.Path, "samples", "compose");

    [Test]
    public async Task The_compose_file_brings_up_a_healthy_bridge_that_syncs_and_stops_well()
    {
        var folder = Directory.CreateTempSubdirectory("compose").FullName;
        var database = MongoServer.NewDatabaseName();
        var collection = $"tasks_{database}";
        try
        {
            await PrepareAsync(folder, database, collection);
            await SharedCluster.Client.RunWriteCommandAsync(database, ExtendedJson.Parse($$"""{"create":"{{collection}}"}"""));
            await ComposeAsync(folder, "up", "-d");
            try
            {
                await Eventually.HoldsAsync("the container is healthy", () => ObjectionAsync(folder), Limit);
                var (mongo, bigPeer) = (new MongoCollection(SharedCluster.Client, database, collection), new BigPeerCollection(SharedCluster.BigPeer.Api, collection, strict: true));
                await mongo.InsertAsync("""{"_id":"m"}""");
                await bigPeer.InsertAsync("""{"_id":"d"}""");
                await Eventually.HoldsAsync("documents go both ways", async () => await mongo.CountAsync() == 2 && await bigPeer.CountAsync() == 2 ? null : "not yet", Limit);
                Assert.That(await PodmanAsync("inspect", "--format", "{{.HostConfig.ReadonlyRootfs}}", ContainerName(folder)), Is.EqualTo("true"));
                await ComposeAsync(folder, "stop", "-t", "30");
                Assert.That(await PodmanAsync("inspect", "--format", "{{.State.ExitCode}}", ContainerName(folder)), Is.EqualTo("0"));
            }
            finally
            {
                await ComposeAsync(folder, "down", "-t", "5");
                // This podman-compose leaves it.
                await PodmanAsync("network", "rm", "--force", $"{Project(folder)}_default");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The sample's files, with this test's configuration.</summary>
    private static async Task PrepareAsync(string folder, string database, string collection)
    {
        File.Copy(Path.Combine(Sample, "compose.yaml"), Path.Combine(folder, "compose.yaml"));
        var yaml = await File.ReadAllTextAsync(Path.Combine(Sample, "bridge.yaml"));
        await File.WriteAllTextAsync(Path.Combine(folder, "bridge.yaml"), yaml
            .Replace("database: shop", $"database: {database}", StringComparison.Ordinal)
            .Replace("    tasks:", $"    {collection}:", StringComparison.Ordinal)
            .Replace("https://example.cloud.ditto.live/your-app-id", SharedCluster.BigPeer.Api.Endpoint, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "bridge.env"), $"MONGODB_CONNECTION_STRING={SharedCluster.ConnectionString()}\nDITTO_API_KEY={BigPeerServer.Key}\n");
    }

    /// <summary>In the cluster's network, where the file's ports are free and podman's bridge goes with the cluster.</summary>
    private static Task<string> ComposeAsync(string folder, params IEnumerable<string> arguments) => Commands.RunAsync(
        "nsenter",
        [
            $"--net=/proc/{SharedCluster.Cluster.InnerProcessId}/ns/net", "env", $"BRIDGE_IMAGE={SharedCluster.Images.Runtime}", "podman-compose", "--podman-path", ProjectImages.Podman,
            "-p", Project(folder), "-f", Path.Combine(folder, "compose.yaml"), .. arguments,
        ],
        Limit);

    private static string Project(string folder) => Path.GetFileName(folder).ToLowerInvariant();

    private static string ContainerName(string folder) => $"{Project(folder)}_bridge_1";

    private static Task<string> PodmanAsync(params IEnumerable<string> arguments) => Commands.RunAsync(ProjectImages.Podman, [.. arguments], Limit);

    /// <summary>Runs the file's own health check: without systemd podman does not run it by itself.</summary>
    private static async Task<string?> ObjectionAsync(string folder)
    {
        await using var check = ChildProcess.Start(ProjectImages.Podman, ["healthcheck", "run", ContainerName(folder)]);
        return await check.ExitAsync(Limit) == 0 ? null : check.LastLines();
    }
}
