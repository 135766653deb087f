namespace BridgeRuntime.Documents;

/// <summary>A path to set in MongoDB and the JSON text of its value in Ditto's value space.</summary>
internal readonly record struct MongoSet(FieldPath Path, ReadOnlyMemory<byte> Json);
