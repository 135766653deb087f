using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Queue;

/// <summary>"This key may have changed on that side."</summary>
/// <param name="Key">Which key.</param>
/// <param name="Side">On which side.</param>
/// <param name="MongoId">MongoDB's <c>_id</c>, where the hint came from there.</param>
/// <param name="Age">How long ago the change happened, where that is known; lag counts from there.</param>
internal readonly record struct Hint(DocumentKey Key, HintSides Side, BsonValue? MongoId = null, TimeSpan Age = default);
