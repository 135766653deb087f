using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

/// <summary>A node of a parsed filter.</summary>
internal abstract class MatchNode
{
    public abstract bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context);

    /// <summary>
    /// The index of the array element by which a matching document was met: what <c>$</c> stands for in an update or a projection. Null when no array was
    /// opened; conditions in <c>$or</c>, <c>$nor</c> and <c>$not</c> do not count, and of several in <c>$and</c> the last one does.
    /// </summary>
    public virtual int? MatchedIndex(ReadOnlyMemory<byte> document) => null;
}
