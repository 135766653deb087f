namespace MongoC;

/// <summary>What went wrong, in words that stay the same across versions of libmongoc.</summary>
public enum MongoErrorKind
{
    /// <summary>Anything without a kind of its own: a protocol error, an argument libmongoc refuses.</summary>
    Driver = 0,

    /// <summary>libmongoc or libbson cannot be loaded.</summary>
    LibraryMissing,

    /// <summary>The connection string or a combination of its options is invalid.</summary>
    InvalidConnectionString,

    /// <summary>No server fit to serve was found within the server selection time.</summary>
    ServerSelection,

    /// <summary>A connection could not be made or broke; a write may have been applied all the same.</summary>
    Network,

    /// <summary>The server refuses the credentials.</summary>
    Authentication,

    /// <summary>The user lacks the privilege for this command.</summary>
    Unauthorized,

    /// <summary>The server answered with an error.</summary>
    Server,

    /// <summary>The write was applied and the write concern was not met.</summary>
    WriteConcern,
}
