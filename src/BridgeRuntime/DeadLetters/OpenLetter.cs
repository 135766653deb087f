using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>What is remembered of a letter that lies in the database.</summary>
/// <param name="Side">Where its document stands.</param>
/// <param name="Reason">Why it is parked.</param>
/// <param name="Words">A hash of the message.</param>
/// <param name="State">A hash of the document as it was then; 0 where that is not known.</param>
/// <param name="MongoId">MongoDB's <c>_id</c>, where there is one.</param>
/// <param name="IsDiscarded">A person wants to hear of the document only once it has changed.</param>
internal sealed record OpenLetter(Side Side, DeadLetterReason Reason, ulong Words, ulong State, BsonValue? MongoId, bool IsDiscarded)
{
    /// <summary>Its place in the order in which letters are put; 0 where an earlier run has put it.</summary>
    public long Put { get; init; }
}
