using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>A document as it was read from MongoDB.</summary>
/// <param name="Id">Its <c>_id</c>.</param>
/// <param name="Bson">All of it, as stored.</param>
/// <param name="State">What Ditto can hold of it.</param>
/// <param name="NotCarried">Hashes of the paths that Ditto cannot hold in this mode; they stay as they are in MongoDB.</param>
internal sealed record MongoDocument(BsonValue Id, ReadOnlyMemory<byte> Bson, DocumentState State, NotCarriedPaths NotCarried);
