using System.Globalization;
using MongoStandIn;

namespace TestKit;

/// <summary>
/// The MongoDB that a test runs against: the one that the environment's <c>MONGODB_URI</c> names, or else a fresh stand-in in this
/// process. Each test takes a database name of its own from <see cref="NewDatabaseName"/>.
/// </summary>
public sealed class MongoServer : IAsyncDisposable
{
    private static int _databases;
    private readonly StandInServer? _standIn;

    private MongoServer(string connectionString, StandInServer? standIn)
    {
        ConnectionString = connectionString;
        _standIn = standIn;
    }

    public string ConnectionString { get; }

    /// <summary>The port of a stand-in.</summary>
    /// <exception cref="InvalidOperationException">It is another server.</exception>
    public int Port => _standIn?.Port ?? throw new InvalidOperationException("The server that MONGODB_URI names is not the tests' own.");

    /// <summary>Whether this is the stand-in; false for a server of the environment's.</summary>
    public bool IsStandIn => _standIn is not null;

    /// <summary>The server of <c>MONGODB_URI</c> when that is set, else a stand-in of the test's own.</summary>
    public static async Task<MongoServer> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable("MONGODB_URI");
        return string.IsNullOrEmpty(given) ? await StartStandInAsync() : new MongoServer(given, null);
    }

    /// <summary>A stand-in whatever the environment says, for tests that set its options or stop it.</summary>
    public static async Task<MongoServer> StartStandInAsync(StandInOptions? options = null, TimeProvider? time = null)
    {
        var server = await StandInServer.StartAsync(options ?? new StandInOptions(), time);
        return new MongoServer(server.ConnectionString, server);
    }

    /// <summary>A name that no other test uses, of this run or of another against the same server.</summary>
    public static string NewDatabaseName() =>
        string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Environment.TickCount64 & 0xFFFFFF:x}_{Interlocked.Increment(ref _databases)}");

    public ValueTask DisposeAsync() => _standIn?.DisposeAsync() ?? ValueTask.CompletedTask;
}
