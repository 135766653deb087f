using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>Which letters; what is null is not asked for.</summary>
internal sealed record DeadLetterFilter
{
    public string? Collection { get; init; }

    public DeadLetterReason? Reason { get; init; }

    public Side? Side { get; init; }

    /// <summary>The discarded ones instead of the others.</summary>
    public bool Discarded { get; init; }

    public void WriteTo(BsonWriter filter)
    {
        if (Collection is not null) filter.String("_id.c", Collection);
        if (Side is { } side) filter.String("side", DeadLetterStore.SideText(side));
        if (Reason is { } reason) filter.String("reason", reason.ToString());
        else filter.Document("reason", r => r.Boolean("$exists", value: true));
        filter.Document("discarded", d => d.Boolean("$exists", Discarded));
    }
}
