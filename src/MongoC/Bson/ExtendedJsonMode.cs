namespace MongoC.Bson;

/// <summary>The two forms of Extended JSON v2.</summary>
public enum ExtendedJsonMode
{
    /// <summary>Every number and date in a wrapper that names its type: nothing is lost.</summary>
    Canonical,

    /// <summary>Integers and finite doubles as JSON numbers, dates of 1970 to 9999 as ISO-8601: readable, but int64 and int32 are one.</summary>
    Relaxed,
}
