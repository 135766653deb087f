namespace BridgeRuntime.Documents;

internal enum MongoWriteResult
{
    Applied,

    /// <summary>Somebody else wrote in between; read again.</summary>
    Overtaken,

    /// <summary>MongoDB refuses this document, whenever it is tried.</summary>
    Refused,
}
