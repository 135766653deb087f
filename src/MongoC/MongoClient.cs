using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MongoC.Calls;
using MongoC.ChangeStreams;
using MongoC.Native;
using MongoC.Queries;
using MongoC.Writes;

namespace MongoC;

/// <summary>
/// A client of a MongoDB deployment over libmongoc's pool. Documents go in and out as BSON bytes. Safe for use by many threads.
/// Native calls block threads of the client's own, never the thread pool's; when a token is cancelled the caller goes on at once, and the native call
/// ends by itself. All calls throw <see cref="MongoException"/> when MongoDB or the way to it fails, <see cref="ArgumentException"/> for
/// bytes that are no document. Memory given to a call is read on another thread: it must stay unchanged until the call ends, and after a
/// cancellation for good.
/// </summary>
public sealed partial class MongoClient : IAsyncDisposable
{
    private static readonly byte[] EmptyDocument = [5, 0, 0, 0, 0];

    private readonly ClientPool _pool;
    private readonly ConnectionSecrets _secrets;
    private readonly NativeHandle<NativeObjects.ReadPreference> _primary;
    private readonly IDisposable _log;
    private readonly ILogger? _logger;
    private readonly TimeSpan _closeTimeout;
    private readonly CallTimer _timer;

    private MongoClient(ConnectionString connection, NativeHandle<NativeObjects.ClientPool> pool, MongoClientOptions options, ILogger? logger)
    {
        _secrets = connection.Secrets;
        _pool = new ClientPool(pool, connection.PoolSize);
        _primary = new NativeHandle<NativeObjects.ReadPreference>(LibMongoc.ReadPreferenceNew(LibMongoc.ReadPrimary));
        _log = NativeLog.Listen(logger, _secrets);
        _logger = logger;
        _closeTimeout = options.CloseTimeout;
        _timer = new CallTimer(options.Called);
        Hosts = connection.ReadHosts();
        MaxPoolSize = connection.PoolSize;
        UsesTls = connection.UsesTls;
        CaFile = connection.CaFile;
    }

    /// <summary>The hosts the connection string names, host:port each; for mongodb+srv the name that is looked up. No credentials, fit for logs.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>Calls, open cursors, change streams and sessions there can be at once.</summary>
    public int MaxPoolSize { get; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool UsesTls { get; }

    /// <summary>The PEM file of the authorities that are trusted instead of the system's; null: the system's are.</summary>
    public string? CaFile { get; }

    internal ClientPool Pool => _pool;

    /// <summary>
    /// Opens a client. No server is asked yet; for mongodb+srv the name service is, and the call waits for it.
    /// </summary>
    /// <param name="connectionString">mongodb:// or mongodb+srv://, with libmongoc's options (TLS, SCRAM, X.509, …). Never repeated in an error or a log.</param>
    /// <param name="options">What applies where the string says nothing.</param>
    /// <param name="logger">Takes libmongoc's log; null drops it.</param>
    /// <exception cref="MongoException">
    /// <see cref="MongoErrorKind.InvalidConnectionString"/>, <see cref="MongoErrorKind.LibraryMissing"/>, or <see cref="MongoErrorKind.Network"/> when the name service fails.
    /// </exception>
    public static MongoClient Open(string connectionString, MongoClientOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(options);
        NativeLibraries.Initialise();
        using var connection = ConnectionString.Parse(connectionString, options);
        return new MongoClient(connection, connection.CreatePool(), options, logger);
    }

    /// <summary>Runs a command on the primary and gives the server's answer. The URI's read and write concern are not applied; nothing is retried.</summary>
    /// <param name="database">Which database.</param>
    /// <param name="command">The command's document; its first name is the command.</param>
    /// <param name="session">A session of this client, or null.</param>
    /// <param name="cancellationToken">Releases the caller at once.</param>
    /// <exception cref="MongoException">The server answered ok: 0, or none could be asked.</exception>
    public Task<byte[]> RunCommandAsync(string database, ReadOnlyMemory<byte> command, MongoSession? session = null, CancellationToken cancellationToken = default) =>
        RunCommandAsync(database, command, session, write: false, cancellationToken);

    /// <summary>
    /// As <see cref="RunCommandAsync(string,ReadOnlyMemory{byte},MongoSession?,CancellationToken)"/>, with the URI's write concern, and findAndModify is retried once
    /// as the retryable writes specification says. A write concern that is not met throws too (<see cref="MongoErrorKind.WriteConcern"/>).
    /// </summary>
    public Task<byte[]> RunWriteCommandAsync(string database, ReadOnlyMemory<byte> command, MongoSession? session = null, CancellationToken cancellationToken = default) =>
        RunCommandAsync(database, command, session, write: true, cancellationToken);

    /// <inheritdoc cref="FindAsync(string,string,ReadOnlyMemory{byte},ReadOnlyMemory{byte},MongoSession?,CancellationToken)"/>
    public IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        string database, string collection, ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> options, CancellationToken cancellationToken = default) =>
        FindAsync(database, collection, filter, options, session: null, cancellationToken);

    /// <summary>Finds documents on the primary, a batch of the server at a time; neighbours are slices of the same memory.</summary>
    /// <param name="database">Which database.</param>
    /// <param name="collection">Which collection.</param>
    /// <param name="filter">Empty document: all.</param>
    /// <param name="options">projection, sort, limit, skip, batchSize, min, max, hint, collation, readConcern, maxTimeMS, …; an empty document or no bytes: none.</param>
    /// <param name="session">A session of this client, or null.</param>
    /// <param name="cancellationToken">Releases the caller at once, and ends the find.</param>
    public IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        string database, string collection, ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> options, MongoSession? session, CancellationToken cancellationToken = default) => QueryAsync(
            database, collection, options, session, filter.Length,
            (target, native) =>
            {
                using var selector = BsonHandle.Copy(filter.Span, nameof(filter));
                return LibMongoc.CollectionFind(target, selector, native, _primary);
            },
            cancellationToken);

    /// <inheritdoc cref="AggregateAsync(string,string,ReadOnlyMemory{byte},ReadOnlyMemory{byte},MongoSession?,CancellationToken)"/>
    public IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> AggregateAsync(
        string database, string collection, ReadOnlyMemory<byte> pipeline, ReadOnlyMemory<byte> options, CancellationToken cancellationToken = default) =>
        AggregateAsync(database, collection, pipeline, options, session: null, cancellationToken);

    /// <summary>Aggregates on the primary; pages as <see cref="FindAsync(string,string,ReadOnlyMemory{byte},ReadOnlyMemory{byte},MongoSession?,CancellationToken)"/>.</summary>
    /// <param name="database">Which database.</param>
    /// <param name="collection">Which collection.</param>
    /// <param name="pipeline">The bytes of an array of stages.</param>
    /// <param name="options">batchSize, allowDiskUse, hint, collation, readConcern, maxTimeMS, …; an empty document or no bytes: none.</param>
    /// <param name="session">A session of this client, or null.</param>
    /// <param name="cancellationToken">Releases the caller at once, and ends the aggregation.</param>
    public IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> AggregateAsync(
        string database, string collection, ReadOnlyMemory<byte> pipeline, ReadOnlyMemory<byte> options, MongoSession? session, CancellationToken cancellationToken = default) => QueryAsync(
            database, collection, options, session, pipeline.Length,
            (target, native) =>
            {
                using var stages = BsonHandle.Copy(pipeline.Span, nameof(pipeline));
                return LibMongoc.CollectionAggregate(target, 0, stages, native, _primary);
            },
            cancellationToken);

    /// <summary>
    /// Runs many writes. Operations the server refuses are in the result and do not throw. Without an order, inserts run before updates before deletes.
    /// Single-document operations are retried once as the retryable writes specification says.
    /// </summary>
    /// <exception cref="MongoException">The server could not be asked or refused a command as a whole. Operations before it, or of it, may have been applied.</exception>
    public async Task<BulkWriteResult> BulkWriteAsync(
        string database, string collection, BulkWrite operations, bool ordered, MongoSession? session = null, CancellationToken cancellationToken = default)
    {
        CheckName(database, nameof(database));
        CheckName(collection, nameof(collection));
        ArgumentNullException.ThrowIfNull(operations);
        var tally = new BulkTally();
        foreach (var run in BulkCommands.Cut(operations.Operations, ordered))
        {
            var reply = await _timer.TimeAsync(MongoCallKind.Write, run.Sum(o => (long)o.Size), static _ => 0, () => RunAsync(
                session,
                client =>
                {
                    var writer = new Bson.BsonWriter(64);
                    writer.Boolean("ordered", ordered);
                    using var options = Options(writer.Finish(), session);
                    return BulkRunner.Run(client, database, collection, run, options, _secrets);
                },
                cancellationToken));
            tally.Add(reply, run);
            if (ordered && tally.HasWriteErrors) break;
        }
        return tally.ToResult();
    }

    /// <summary>
    /// The changes of a whole database. A batch comes with every answer of the server: at once the state at the start, then when something
    /// changed and after every await time without a change, so the reader can tick. libmongoc resumes by itself after a resumable error, from the
    /// last position. The sequence ends when the server ends the stream, which it does after an invalidate event. Which member is read follows the
    /// URI's read preference.
    /// </summary>
    /// <param name="database">Which database.</param>
    /// <param name="pipeline">The bytes of an array of stages; an empty document or no bytes: every change as it is.</param>
    /// <param name="options">Where it starts and how it is read.</param>
    /// <param name="cancellationToken">Releases a waiting caller at once, and ends the stream.</param>
    public IAsyncEnumerable<ChangeStreamBatch> WatchDatabaseAsync(
        string database, ReadOnlyMemory<byte> pipeline, ChangeStreamOptions options, CancellationToken cancellationToken = default) => WatchAsync(
            database, collection: null, pipeline, options, cancellationToken);

    /// <summary>As <see cref="WatchDatabaseAsync"/>, of one collection.</summary>
    public IAsyncEnumerable<ChangeStreamBatch> WatchCollectionAsync(
        string database, string collection, ReadOnlyMemory<byte> pipeline, ChangeStreamOptions options, CancellationToken cancellationToken = default)
    {
        CheckName(collection, nameof(collection));
        return WatchAsync(database, collection, pipeline, options, cancellationToken);
    }

    /// <summary>Starts a session, which asks for a server when none was asked before.</summary>
    public async Task<MongoSession> StartSessionAsync(MongoSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var lease = await _pool.LeaseAsync(cancellationToken);
        try
        {
            return await lease.RunAsync(client => MongoSession.Start(this, lease, client, options ?? new MongoSessionOptions(), _secrets), cancellationToken);
        }
        catch
        {
            _ = lease.CloseAsync();
            throw;
        }
    }

    /// <summary>Ends open cursors, streams and sessions and closes the connections, after waiting for running calls at most the close timeout.</summary>
    public async ValueTask DisposeAsync()
    {
        var closed = CloseAsync();
        try
        {
            await closed.WaitAsync(_closeTimeout);
        }
        catch (TimeoutException)
        {
            // The rest happens when the last native call ends; see MongoClientOptions.CloseTimeout.
            if (_logger is not null) LogStillRunning(_logger, _closeTimeout.TotalSeconds);
        }
    }

    private async Task CloseAsync()
    {
        await _pool.DisposeAsync();
        _primary.Dispose();
        _log.Dispose();
    }

    private Task<byte[]> RunCommandAsync(string database, ReadOnlyMemory<byte> command, MongoSession? session, bool write, CancellationToken cancellationToken)
    {
        CheckName(database, nameof(database));
        return _timer.TimeAsync(MongoCallKind.Command, command.Length, static reply => reply.Length, () => RunAsync(
            session,
            client =>
            {
                using var document = BsonHandle.Copy(command.Span, nameof(command));
                using var options = Options(default, session);
                using var reply = new ReplyBuffer();
                var done = write
                    ? LibMongoc.ClientWriteCommand(client, database, document, options, reply, out var error)
                    : LibMongoc.ClientCommand(client, database, document, _primary, options, reply, out error);
                return done ? reply.ToArray() : throw MongoException.From(error, reply.ToArray(), _secrets);
            },
            cancellationToken));
    }

    private async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> QueryAsync(
        string database,
        string collection,
        ReadOnlyMemory<byte> options,
        MongoSession? session,
        int asked,
        Func<NativeHandle<NativeObjects.Collection>, BsonHandle, nint> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckName(database, nameof(database));
        CheckName(collection, nameof(collection));
        var lease = session is null ? await _pool.LeaseAsync(cancellationToken) : LeaseOf(session);
        QueryCursor? cursor = null;
        try
        {
            cursor = await lease.RunAsync(
                client =>
                {
                    using var native = Options(options, session);
                    using var target = new NativeHandle<NativeObjects.Collection>(LibMongoc.ClientGetCollection(client, database, collection), client);
                    return new QueryCursor(lease.Own(new NativeHandle<NativeObjects.Cursor>(open(target, native), client)), _secrets);
                },
                cancellationToken);
            for (long sent = options.Length + asked; ; sent = 0)
            {
                if (await _timer.TimeAsync(MongoCallKind.Read, sent, BytesOf, () => lease.RunAsync(_ => cursor.NextPage(), cancellationToken)) is not { } page) break;
                yield return page;
            }
        }
        finally
        {
            if (session is null) _ = lease.CloseAsync();
            else if (cursor is not null) lease.Release(cursor.Handle);
        }
    }

    private async IAsyncEnumerable<ChangeStreamBatch> WatchAsync(
        string database, string? collection, ReadOnlyMemory<byte> pipeline, ChangeStreamOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckName(database, nameof(database));
        var nativeOptions = options.ToNativeOptions(nameof(options));
        var lease = await _pool.LeaseAsync(cancellationToken);
        try
        {
            var stream = await lease.RunAsync(client => ChangeStreamReader.Open(lease, _secrets, () => Watch(client, database, collection, pipeline, nativeOptions)), cancellationToken);
            while (await _timer.TimeAsync(MongoCallKind.Stream, 0, batch => BytesOf(batch?.Events), () => lease.RunAsync(_ => stream.Next(), cancellationToken)) is { } batch) yield return batch;
        }
        finally
        {
            _ = lease.CloseAsync();
        }
    }

    private static NativeHandle<NativeObjects.ChangeStream> Watch(PooledClient client, string database, string? collection, ReadOnlyMemory<byte> pipeline, byte[] options)
    {
        using var stages = BsonHandle.Copy(pipeline.IsEmpty ? EmptyDocument : pipeline.Span, nameof(pipeline));
        using var native = BsonHandle.Copy(options, nameof(options));
        if (collection is null)
        {
            using var target = new NativeHandle<NativeObjects.Database>(LibMongoc.ClientGetDatabase(client, database), client);
            return new NativeHandle<NativeObjects.ChangeStream>(LibMongoc.DatabaseWatch(target, stages, native), client);
        }
        else
        {
            using var target = new NativeHandle<NativeObjects.Collection>(LibMongoc.ClientGetCollection(client, database, collection), client);
            return new NativeHandle<NativeObjects.ChangeStream>(LibMongoc.CollectionWatch(target, stages, native), client);
        }
    }

    private Task<T> RunAsync<T>(MongoSession? session, Func<PooledClient, T> call, CancellationToken cancellationToken) =>
        session is null ? _pool.RunAsync(call, cancellationToken) : LeaseOf(session).RunAsync(call, cancellationToken);

    private ClientLease LeaseOf(MongoSession session) =>
        session.Owner == this ? session.Lease : throw new ArgumentException("The session belongs to another client.", nameof(session));

    private static BsonHandle Options(ReadOnlyMemory<byte> options, MongoSession? session)
    {
        var native = BsonHandle.Copy(options.IsEmpty ? EmptyDocument : options.Span, nameof(options));
        try
        {
            session?.AppendTo(native);
            return native;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    private static long BytesOf(IReadOnlyList<ReadOnlyMemory<byte>>? page) => page?.Sum(d => (long)d.Length) ?? 0;

    // libmongoc takes C strings: a zero would silently name something else.
    private static void CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Contains('\0')) throw new ArgumentException("A name cannot hold a zero character.", parameter);
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "Closing the MongoDB client goes on in the background: native calls are still running after {Seconds} s")]
    private static partial void LogStillRunning(ILogger logger, double seconds);
}
