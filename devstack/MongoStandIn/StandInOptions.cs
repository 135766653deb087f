namespace MongoStandIn;

/// <summary>How a stand-in is started.</summary>
public sealed record StandInOptions
{
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on, an IP address.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    public string ReplicaSet { get; init; } = "rs0";

    /// <summary>The one user, of database <c>admin</c>. Without it nobody needs to authenticate.</summary>
    public string? User { get; init; }

    /// <summary>The user's password: printable ASCII.</summary>
    public string? Password { get; init; }

    /// <summary>How many entries the oplog keeps.</summary>
    public int OplogEntries { get; init; } = 1_000_000;

    /// <summary>How many bytes the oplog keeps, documents included.</summary>
    public long OplogBytes { get; init; } = 256L * 1024 * 1024;
}
