namespace MongoStandIn;

/// <summary>How a stand-in is started.</summary>
public sealed record StandInOptions
{
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on, an IP address.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>The host and port that its greeting names, where clients reach it by another way than it listens on; null: where it listens.</summary>
    public string? Advertised { get; init; }

    public string ReplicaSet { get; init; } = "rs0";

    /// <summary>Whether this is no member of a replica set: it has no oplog to read, no change streams and no transactions.</summary>
    public bool IsStandalone { get; init; }

    /// <summary>A user of database <c>admin</c> who may do everything. Without any user nobody needs to authenticate.</summary>
    public string? User { get; init; }

    /// <summary>The user's password: printable ASCII.</summary>
    public string? Password { get; init; }

    /// <summary>Further users, with the roles they have.</summary>
    public IReadOnlyList<StandInUser> Users { get; init; } = [];

    /// <summary>How many entries the oplog keeps.</summary>
    public int OplogEntries { get; init; } = 1_000_000;

    /// <summary>How many bytes the oplog keeps, documents included.</summary>
    public long OplogBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How often documents are looked for whose time is over by an index with <c>expireAfterSeconds</c>.</summary>
    public TimeSpan TtlInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where the randomness of fail points with a probability begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long nothing may happen before an empty entry is put into the oplog, as MongoDB does every 10 s; it moves the time of idle change streams on.</summary>
    public TimeSpan NoopInterval { get; init; } = TimeSpan.FromSeconds(10);
}
