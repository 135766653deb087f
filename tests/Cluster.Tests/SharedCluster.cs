using System.Diagnostics;
using MongoC;
using MongoStandIn;
using TestKit;

namespace Cluster.Tests;

/// <summary>
/// One cluster with pods for all tests, the images of the checkout in it, and the operator installed with Helm. MongoDB's stand-in, the Big Peer and the API of AWS run beside
/// it on this machine, as they would outside of a user's cluster.
/// </summary>
[SetUpFixture]
public sealed class SharedCluster
{
    private const string Administrator = "root";
    private const string Password = "pa55-of-the-tests";
    private static PodCluster? _cluster;
    private static MongoServer? _mongo;
    private static MongoClient? _client;
    private static BigPeerServer? _bigPeer;
    private static ProjectImages? _images;
    private static AwsServer? _awsServer;
    private static AwsAccount? _aws;

    public static PodCluster Cluster => _cluster ?? throw NotStarted();

    public static ProjectImages Images => _images ?? throw NotStarted();

    public static MongoClient Client => _client ?? throw NotStarted();

    public static BigPeerServer BigPeer => _bigPeer ?? throw NotStarted();

    /// <summary>The account whose keys the operator has.</summary>
    public static AwsAccount Aws => _aws ?? throw NotStarted();

    /// <summary>Since <c>helm install</c> was called.</summary>
    public static Stopwatch SinceInstall { get; } = new();

    /// <summary>The stand-in's address for these credentials, as pods have it.</summary>
    public static string ConnectionString(string user = Administrator, string password = Password) =>
        (_mongo ?? throw NotStarted()).ConnectionString.Replace("mongodb://", $"mongodb://{user}:{password}@", StringComparison.Ordinal) + "&authSource=admin";

    [OneTimeSetUp]
    public async Task Start()
    {
        if ((PodCluster.Missing() ?? BigPeerServer.Missing() ?? Helm.Missing()) is { } reason) Assert.Ignore(reason);
        var images = ProjectImages.BuildAsync();
        try
        {
            _cluster = await PodCluster.StartAsync();
        }
        finally
        {
            _images = await images;
        }
        await Task.WhenAll(Cluster.LoadAsync(Images.Operator, Images.Runtime), StartMongoAsync(), StartBigPeerAsync(), StartAwsAsync());
        await Operators.WriteValuesAsync();
        SinceInstall.Start();
        await Operators.InstallAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_bigPeer is not null) await _bigPeer.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_mongo is not null) await _mongo.DisposeAsync();
        _aws?.Dispose();
        if (_awsServer is not null) await _awsServer.DisposeAsync();
        Operators.DeleteValues();
    }

    private static async Task StartMongoAsync()
    {
        _mongo = await MongoServer.StartStandInAsync(new StandInOptions { Bind = Cluster.Host, User = Administrator, Password = Password });
        _client = MongoClient.Open(ConnectionString(), new MongoClientOptions { MaxPoolSize = 16 });
    }

    private static async Task StartBigPeerAsync() => _bigPeer = await BigPeerServer.StartAsync(bind: Cluster.Host);

    private static async Task StartAwsAsync()
    {
        if (AwsServer.Missing() is not null) return;
        _awsServer = await AwsServer.StartAsync(Cluster.Host);
        _aws = await AwsAccount.OpenAsync(_awsServer.Endpoint);
    }

    private static InvalidOperationException NotStarted() => new("The cluster was not started.");
}
