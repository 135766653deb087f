using MongoStandIn.Aggregation;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>What is asked of a collection: the filter, and what may decide the way through it.</summary>
internal sealed record QueryShape(MatchNode Filter)
{
    public SortOrder? Sort { get; init; }

    /// <summary>An index by name or by key pattern, or <c>{$natural: ±1}</c>.</summary>
    public RawValue Hint { get; init; }

    /// <summary>Inclusive lower bound of the hinted index's keys.</summary>
    public RawValue Min { get; init; }

    /// <summary>Exclusive upper bound of the hinted index's keys.</summary>
    public RawValue Max { get; init; }
}
