namespace MongoC;

/// <summary>What a client asks of the server.</summary>
public enum MongoCallKind
{
    /// <summary>One command.</summary>
    Command,

    /// <summary>A page of a find or an aggregation.</summary>
    Read,

    /// <summary>A bulk of writes, however many commands it takes.</summary>
    Write,

    /// <summary>An answer of a change stream. It waits for something to happen, so its time says nothing of the server.</summary>
    Stream,
}
