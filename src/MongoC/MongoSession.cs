using MongoC.Bson;
using MongoC.Calls;
using MongoC.Native;

namespace MongoC;

/// <summary>
/// A session of the server: causal consistency and transactions. It holds a native client of its own until it is disposed; calls that name it
/// run one after the other. Disposing it aborts a transaction that is open.
/// </summary>
public sealed class MongoSession : IAsyncDisposable
{
    private readonly NativeHandle<NativeObjects.Session> _session;
    private readonly ConnectionSecrets _secrets;

    private MongoSession(MongoClient owner, ClientLease lease, NativeHandle<NativeObjects.Session> session, ConnectionSecrets secrets)
    {
        Owner = owner;
        Lease = lease;
        _session = session;
        _secrets = secrets;
    }

    internal MongoClient Owner { get; }

    internal ClientLease Lease { get; }

    /// <summary>Starts a transaction; the next command that names the session is its first. Asks no server.</summary>
    public Task StartTransactionAsync(CancellationToken cancellationToken = default) => Lease.RunAsync(
        _ => LibMongoc.SessionStartTransaction(_session, 0, out var error) ? true : throw MongoException.From(error, default, _secrets), cancellationToken);

    /// <summary>Commits. When it fails with the label UnknownTransactionCommitResult it may be called again.</summary>
    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Lease.RunAsync(
        _ =>
        {
            using var reply = new ReplyBuffer();
            return LibMongoc.SessionCommitTransaction(_session, reply, out var error) ? true : throw MongoException.From(error, reply.ToArray(), _secrets);
        },
        cancellationToken);

    /// <summary>Aborts. As the server ends an abandoned transaction by itself, only a wrong state is an error.</summary>
    public Task AbortTransactionAsync(CancellationToken cancellationToken = default) => Lease.RunAsync(
        _ => LibMongoc.SessionAbortTransaction(_session, out var error) ? true : throw MongoException.From(error, default, _secrets), cancellationToken);

    /// <summary>The cluster's time at the session's last command; null before the first.</summary>
    public async Task<BsonTimestamp?> GetOperationTimeAsync(CancellationToken cancellationToken = default)
    {
        var time = await Lease.RunAsync(
            _ =>
            {
                LibMongoc.SessionOperationTime(_session, out var seconds, out var increment);
                return new BsonTimestamp(seconds, increment);
            },
            cancellationToken);
        return time.Value == 0 ? null : time;
    }

    public ValueTask DisposeAsync() => new(Lease.CloseAsync());

    internal static MongoSession Start(MongoClient owner, ClientLease lease, PooledClient client, MongoSessionOptions options, ConnectionSecrets secrets)
    {
        using var native = new NativeHandle<NativeObjects.SessionOptions>(LibMongoc.SessionOptionsNew());
        LibMongoc.SessionOptionsSetCausalConsistency(native, options.CausalConsistency);
        var session = LibMongoc.ClientStartSession(client, native, out var error);
        if (session == 0) throw MongoException.From(error, default, secrets);
        return new MongoSession(owner, lease, lease.Own(new NativeHandle<NativeObjects.Session>(session, client)), secrets);
    }

    /// <summary>Names the session in the options of a call; inside a call of its lease.</summary>
    internal void AppendTo(BsonHandle options)
    {
        if (!LibMongoc.SessionAppend(_session, options, out var error)) throw MongoException.From(error, default, _secrets);
    }
}
