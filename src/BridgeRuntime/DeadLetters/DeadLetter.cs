using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>A document that can't be synchronised, and why.</summary>
/// <param name="Side">Where the document stands that could not go over.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Id">Its Ditto id, where it has one.</param>
/// <param name="MongoId">Its MongoDB <c>_id</c>, where it has one.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">Why, for people, with the remedy; it holds no value of the document.</param>
internal sealed record DeadLetter(Side Side, string Collection, DittoId? Id, BsonValue? MongoId, DeadLetterReason Reason, string Message)
{
    /// <summary>A hash of the document as it was when it was parked, by which a change is seen; 0 where it could not be read.</summary>
    public ulong State { get; init; }

    /// <summary>The document as it stands at the Big Peer, where <see cref="Side"/> says so; a copy of it is kept only where that is asked for.</summary>
    public DocumentState? Document { get; init; }

    /// <summary>A letter is about a key where it has one, else about a MongoDB document.</summary>
    public LetterAddress Address => new(Collection, Id, Id is null ? MongoId : null);
}
