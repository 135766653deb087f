namespace MongoC;

/// <summary>The part of libmongoc an error comes from (<c>mongoc_error_domain_t</c>, mongoc-error.h of 1.23).</summary>
public enum MongoErrorDomain
{
    None = 0,
    Client = 1,
    Stream = 2,
    Protocol = 3,
    Cursor = 4,
    Query = 5,
    Insert = 6,
    Sasl = 7,
    Bson = 8,
    Matcher = 9,
    Namespace = 10,
    Command = 11,
    Collection = 12,
    GridFS = 13,
    Scram = 14,
    ServerSelection = 15,
    WriteConcern = 16,

    /// <summary>The server's own errors; the code is the server's.</summary>
    Server = 17,
    Transaction = 18,
    ClientSideEncryption = 19,
    Pool = 20,
}
