using TestKit;

namespace Cluster.Tests;

/// <summary>What <c>kubectl describe</c> says of a bridge that cannot work, and that it heals when mended, without anybody touching the bridge.</summary>
[Order(2)]
[Parallelizable(ParallelScope.All)]
public sealed class BrokenBridgeTests
{
    [Test]
    public async Task A_missing_Secret_is_named_and_its_creation_heals()
    {
        await using var space = await BridgeSpace.CreateAsync("no-secret");
        await space.CreateCollectionAsync();
        await space.SetBigPeerSecretAsync();
        await space.ApplySampleAsync();
        await space.UntilAsync("Ready", "False/SecretNotFound");
        Assert.That(await DescribeAsync(space), Does.Contain("Secret example-mongo-connector is not there").And.Contain("Create it in namespace"));
        Assert.That(await space.PodAsync(), Is.Null);
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("healed");
    }

    [Test]
    public async Task A_wrong_password_is_told_without_it_and_the_right_one_heals()
    {
        await using var space = await BridgeSpace.CreateAsync("password");
        await space.CreateCollectionAsync();
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString(password: "wr0ng-word"));
        await space.SetBigPeerSecretAsync();
        await space.ApplySampleAsync();
        await space.UntilAsync("Ready", "False/AuthenticationFailed");
        Assert.That(await DescribeAsync(space), Does.Contain("MongoDB refuses the credentials").And.Not.Contain("wr0ng-word"));
        Assert.That(await space.KubectlAsync("logs", $"{BridgeSpace.Bridge}-0"), Does.Contain("AuthenticationFailed").And.Not.Contain("wr0ng-word"));
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("healed");
    }

    [Test]
    public async Task A_missing_collection_is_named_and_its_creation_heals()
    {
        await using var space = await BridgeSpace.CreateAsync("no-collection");
        await BridgeSpace.CommandAsync(space.Database, """{"create":"another"}""");
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await space.SetBigPeerSecretAsync();
        await space.ApplySampleAsync();
        await space.UntilAsync("Ready", "False/CollectionNotFound");
        Assert.That(await DescribeAsync(space), Does.Contain($"Collection {space.Collection} not found"));
        await space.CreateCollectionAsync();
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("healed");
    }

    [Test]
    public async Task A_refused_key_is_told_without_it_and_the_right_one_heals()
    {
        await using var space = await BridgeSpace.CreateAsync("key");
        await space.CreateCollectionAsync();
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await space.SetBigPeerSecretAsync(apiKey: "n0t-the-key");
        await space.ApplySampleAsync();
        await space.UntilAsync("Ready", "False/ApiKeyLacksPermission");
        Assert.That(await DescribeAsync(space), Does.Contain("The API key may not read collection").And.Not.Contain("n0t-the-key"));
        await space.SetBigPeerSecretAsync(BigPeerServer.Key);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("healed");
    }

    private static Task<string> DescribeAsync(BridgeSpace space) => space.KubectlAsync("describe", "bpdb", BridgeSpace.Bridge);
}
