using MongoC;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>One MongoDB and one Big Peer for all tests; each test takes a database and collections of its own.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static MongoServer? _mongo;
    private static MongoClient? _client;
    private static BigPeerServer? _bigPeer;

    public static MongoServer Mongo => _mongo ?? throw NotStarted();

    public static MongoClient Client => _client ?? throw NotStarted();

    public static BigPeerServer BigPeer => _bigPeer ?? throw NotStarted();

    [OneTimeSetUp]
    public async Task Start()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        _mongo = await MongoServer.StartAsync();
        _client = MongoClient.Open(_mongo.ConnectionString, new MongoClientOptions { MaxPoolSize = 32 });
        _bigPeer = await BigPeerServer.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_bigPeer is not null) await _bigPeer.DisposeAsync();
        if (_client is not null) await _client.DisposeAsync();
        if (_mongo is not null) await _mongo.DisposeAsync();
    }

    private static InvalidOperationException NotStarted() => new("The servers were not started.");
}
