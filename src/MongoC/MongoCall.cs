namespace MongoC;

/// <summary>A call that has ended.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Took">From the request for a connection to the answer.</param>
/// <param name="BytesSent">BSON handed over: commands, filters and documents, without what the protocol adds.</param>
/// <param name="BytesReceived">BSON that came back; 0 for writes and failures.</param>
/// <param name="Succeeded">Whether the server did as asked.</param>
public readonly record struct MongoCall(MongoCallKind Kind, TimeSpan Took, long BytesSent, long BytesReceived, bool Succeeded);
