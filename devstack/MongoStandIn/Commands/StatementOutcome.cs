using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>What one statement of a write did; remembered for a retry of it.</summary>
/// <param name="Matched">Documents inserted, matched or deleted; an upsert counts as one.</param>
/// <param name="Modified">Documents that an update changed.</param>
/// <param name="UpsertedId">The <c>_id</c> of the document that an upsert made.</param>
internal sealed record StatementOutcome(int Matched, int Modified = 0, RawValue UpsertedId = default)
{
    /// <summary>The fields of a findAndModify's answer.</summary>
    public byte[]? Answer { get; init; }
}
