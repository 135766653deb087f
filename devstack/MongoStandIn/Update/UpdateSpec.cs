using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>A parsed update: operators, a whole document, or a pipeline.</summary>
internal abstract class UpdateSpec
{
    /// <summary>Whether this replaces the document whole; such an update cannot be multi.</summary>
    public virtual bool IsReplacement => false;

    /// <param name="update">Operators, a document, or a pipeline.</param>
    /// <param name="context">Time and variables of the operation.</param>
    /// <param name="arrayFilters">What the identifiers in <c>$[identifier]</c> stand for; missing when none is given.</param>
    /// <param name="filter">What found the document: it decides what <c>$</c> stands for.</param>
    public static UpdateSpec Parse(RawValue update, EvaluationContext context, RawValue arrayFilters, MatchNode filter)
    {
        var filters = ArrayFilters.Parse(arrayFilters, context);
        if (update.Type == BsonType.Array)
        {
            return filters.IsEmpty ? new PipelineUpdate(update, context) : throw new CommandException(ErrorCode.FailedToParse, "arrayFilters may not be specified for pipeline-style updates");
        }
        if (update.Type != BsonType.Document) throw new CommandException(ErrorCode.FailedToParse, "Update argument must be either an object or an array");
        foreach (var field in update.Fields)
        {
            if (field.Name.StartsWith('$')) return new OperatorUpdate(update.Bytes, context, filters, filter);
            break;
        }
        return filters.IsEmpty ? new ReplacementUpdate(update.Bytes) : throw new CommandException(ErrorCode.FailedToParse, "arrayFilters may not be specified for replacement-style updates");
    }

    /// <param name="before">The document now; under an upsert, what the filter says about the new one.</param>
    /// <param name="isInsert">Whether an upsert is making a new document.</param>
    /// <param name="context">Time and variables of the operation.</param>
    public abstract UpdateResult Apply(ReadOnlyMemory<byte> before, bool isInsert, EvaluationContext context);

    /// <summary>Fails when the update took or changed the document's <c>_id</c>.</summary>
    protected static void RequireSameId(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var (old, now) = (RawDocument.Field(before, "_id"u8), RawDocument.Field(after, "_id"u8));
        if (old.IsMissing || old.IsIdenticalTo(now)) return;
        throw new CommandException(ErrorCode.ImmutableField, now.IsMissing
            ? "After applying the update, the (immutable) field '_id' was found to have been removed"
            : $"After applying the update, the (immutable) field '_id' was found to have been altered to _id: {BsonText.Of(now)}");
    }
}
