namespace MongoStandIn.Wire;

/// <summary>Bytes that are not a message of the protocol. The connection is closed: what follows cannot be trusted.</summary>
internal sealed class WireException(string message) : Exception(message);
