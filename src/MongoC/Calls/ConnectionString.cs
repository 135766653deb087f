using System.Runtime.InteropServices;
using MongoC.Native;

namespace MongoC.Calls;

/// <summary>A connection string as libmongoc has parsed it, with the options filled in where it says nothing.</summary>
internal sealed unsafe class ConnectionString : IDisposable
{
    private const int LargestPool = 1000;

    /// <summary>The largest replica set, 50 members with names of 255 characters, takes half of it.</summary>
    private const int MostCharacters = 32 * 1024;

    /// <summary>One of each is meant; which, <see cref="ConnectionSecrets"/> has to try for each of the others.</summary>
    private const int MostSeparators = 16;

    private const string CaFileOption = "tlscafile";

    private readonly NativeHandle<NativeObjects.Uri> _uri;

    private ConnectionString(NativeHandle<NativeObjects.Uri> uri, ConnectionSecrets secrets)
    {
        _uri = uri;
        Secrets = secrets;
    }

    public ConnectionSecrets Secrets { get; }

    public int PoolSize { get; private set; }

    public bool UsesTls { get; private set; }

    /// <summary>The authorities that are trusted instead of the system's; null: the system's are.</summary>
    public string? CaFile { get; private set; }

    /// <exception cref="MongoException"><see cref="MongoErrorKind.InvalidConnectionString"/>.</exception>
    public static ConnectionString Parse(string text, MongoClientOptions options)
    {
        if (text.Length > MostCharacters) throw Invalid($"It is longer than {MostCharacters} characters.");
        if (text.AsSpan().CountAny('@', '?') > MostSeparators) throw Invalid("It holds many of the characters @ and ?; those of a user name, a password or an option's value need percent-encoding.");
        var secrets = new ConnectionSecrets(text);
        if (text.Contains('\0')) throw Invalid("It holds a zero character.");
        if (HasLooseSeparator(text)) throw Invalid("The user name or the password holds one of the characters @ : / ? # % without percent-encoding it.");
        var (uri, error) = NativeLog.Muted(() => (LibMongoc.UriNew(text, out var e), e));
        if (uri == 0)
        {
            var reason = error.Message;
            throw Invalid(secrets.AppearIn(reason) || reason.Length == 0 ? "The reason is withheld, because it repeats a part of the string." : reason);
        }
        var connection = new ConnectionString(new NativeHandle<NativeObjects.Uri>(uri), secrets);
        try
        {
            connection.Fill(options);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the pool. For mongodb+srv this asks the name service.</summary>
    public NativeHandle<NativeObjects.ClientPool> CreatePool()
    {
        var (pointer, error) = NativeLog.Muted(() => (LibMongoc.ClientPoolNew(_uri, out var e), e));
        if (pointer == 0)
        {
            var failure = MongoException.From(error, default, Secrets);
            throw failure.Kind == MongoErrorKind.Network ? failure : Invalid(Secrets.AppearIn(failure.Message) ? "Its options contradict each other." : failure.Message);
        }
        var pool = new NativeHandle<NativeObjects.ClientPool>(pointer);
        LibMongoc.ClientPoolMaxSize(pool, (uint)PoolSize);
        using var callbacks = CommandTap.CreateCallbacks();
        if (LibMongoc.ClientPoolSetErrorApi(pool, LibMongoc.ErrorApiVersion2) && LibMongoc.ClientPoolSetMonitoring(pool, callbacks, null)) return pool;
        pool.Dispose();
        throw new InvalidOperationException("libmongoc refuses to set up a new pool.");
    }

    /// <summary>host:port each; for mongodb+srv the name that is looked up.</summary>
    public IReadOnlyList<string> ReadHosts()
    {
        if (LibMongoc.UriGetSrvHostname(_uri) is var srv and not 0) return [Marshal.PtrToStringUTF8(srv)!];
        // mongoc_host_list_t: pointer to the next, char host[256], char host_and_port[262], … (mongoc-host-list.h).
        List<string> hosts = [];
        for (var host = LibMongoc.UriGetHosts(_uri); host is not null; host = *(byte**)host)
            hosts.Add(Marshal.PtrToStringUTF8((nint)(host + sizeof(nint) + 256))!);
        return hosts;
    }

    public void Dispose() => _uri.Dispose();

    private void Fill(MongoClientOptions options)
    {
        if (options.MaxPoolSize is < 1 or > LargestPool) throw new ArgumentException($"MaxPoolSize is {options.MaxPoolSize}; it must be 1 to {LargestPool}.", nameof(options));
        // In a connection string 0 means no limit; libmongoc takes it for nothing said, and so does this.
        var size = LibMongoc.UriGetInt32(_uri, "maxpoolsize", options.MaxPoolSize);
        if (size < 1) throw Invalid($"maxPoolSize is {size}.");
        PoolSize = Math.Min(size, LargestPool);
        SetDefault("serverselectiontimeoutms", options.ServerSelectionTimeout);
        SetDefault("connecttimeoutms", options.ConnectTimeout);
        SetDefault("sockettimeoutms", options.SocketTimeout);
        SetAuthorities(options.CaFile);
        if (options.AppName is { } name && LibMongoc.UriGetAppName(_uri) == 0 && !LibMongoc.UriSetAppName(_uri, name))
            throw new ArgumentException("The application name is too long: servers take 128 bytes.", nameof(options));
    }

    private void SetAuthorities(string? file)
    {
        if (file is not null && LibMongoc.UriGetText(_uri, CaFileOption, 0) == 0 && !LibMongoc.UriSetText(_uri, CaFileOption, file)) throw Invalid($"libmongoc refuses {file} for tlsCAFile.");
        UsesTls = LibMongoc.UriGetTls(_uri);
        CaFile = Marshal.PtrToStringUTF8(LibMongoc.UriGetText(_uri, CaFileOption, 0));
    }

    private void SetDefault(string option, TimeSpan value)
    {
        var milliseconds = value.TotalMilliseconds;
        if (milliseconds is < 1 or > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(value), value, $"The default of {option} must be 1 ms to {int.MaxValue} ms.");
        var wanted = LibMongoc.UriGetInt32(_uri, option, (int)milliseconds);
        if (!LibMongoc.UriSetInt32(_uri, option, wanted)) throw Invalid($"libmongoc refuses {wanted} for {option}.");
    }

    // libmongoc would take what stands between two '@' for a part of the host name, and so put a part of a password in its messages.
    private static bool HasLooseSeparator(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? text : text[(scheme + 3)..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var authorityAndPath = query < 0 ? rest : rest[..query];
        var first = authorityAndPath.IndexOf('@', StringComparison.Ordinal);
        var slash = authorityAndPath.IndexOf('/', StringComparison.Ordinal);
        return first >= 0 && (authorityAndPath.IndexOf('@', first + 1) >= 0 || (slash >= 0 && slash < first));
    }

    private static MongoException Invalid(string reason) => new(MongoErrorKind.InvalidConnectionString, $"The MongoDB connection string is invalid. {reason}");
}
