namespace MongoC;

/// <summary>How a client behaves where the connection string says nothing; what the string says wins.</summary>
public sealed record MongoClientOptions
{
    /// <summary>The name servers show for this client's connections; at most 128 bytes.</summary>
    public string? AppName { get; init; }

    /// <summary>
    /// How many native clients, and threads for their calls, there may be: 1 to 1000. Each running call takes one; an open find, aggregate, change
    /// stream or session holds one until it is disposed. Further calls wait. A connection string with more gets 1000.
    /// </summary>
    public int MaxPoolSize { get; init; } = 16;

    /// <summary>A PEM file of the authorities that are trusted instead of the system's; it turns TLS on. A <c>tlsCAFile</c> in the connection string wins. Default: the system's are.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long a call looks for a fit server before it fails with <see cref="MongoErrorKind.ServerSelection"/>.</summary>
    public TimeSpan ServerSelectionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call waits for an answer on an open connection. libmongoc's own default is five minutes.</summary>
    public TimeSpan SocketTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long disposing the client waits for calls that are still running in native code, which cannot be broken off. What is
    /// still running then is cleaned up when it ends.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Is told of each call that has ended, on whichever thread that was; it must not block or throw. Null: nobody is.</summary>
    public Action<MongoCall>? Called { get; init; }
}
