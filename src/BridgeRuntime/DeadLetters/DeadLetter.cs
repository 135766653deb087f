using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>A document that can't be synchronised, and why. It holds no copy of the data.</summary>
/// <param name="Side">Where the document stands that could not go over.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Id">Its Ditto id, where it has one.</param>
/// <param name="MongoId">Its MongoDB <c>_id</c>, where it has one.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">Why, for people, with the remedy.</param>
internal sealed record DeadLetter(Side Side, string Collection, DittoId? Id, BsonValue? MongoId, DeadLetterReason Reason, string Message);
