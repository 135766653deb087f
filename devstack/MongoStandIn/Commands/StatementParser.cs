using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>
/// Reads one entry of <c>updates</c> or <c>deletes</c>, in two steps: its fields, which concern the whole command when they are wrong, and then what they
/// mean, which concerns the statement alone.
/// </summary>
internal static class StatementParser
{
    public static Func<EvaluationContext, UpdateStatement> Update(ReadOnlyMemory<byte> document)
    {
        var arguments = new CommandArguments("update.updates", document);
        var filter = arguments.Document("q");
        if (filter.IsMissing) throw arguments.Required("q");
        var update = arguments.Raw("u");
        if (update.IsMissing) throw arguments.Required("u");
        var (multi, upsert, hint) = (arguments.Boolean("multi"), arguments.Boolean("upsert"), arguments.Raw("hint"));
        var arrayFilters = arguments.Array("arrayFilters");
        arguments.Refuse("c", "sampleId", "sort");
        arguments.Accept("upsertSupplied");
        arguments.RefuseCollation();
        arguments.End();
        if (update.Type is not (BsonType.Document or BsonType.Array)) throw new CommandException(ErrorCode.FailedToParse, "Update argument must be either an object or an array");
        return context =>
        {
            var shape = new QueryShape(FilterParser.Parse(filter.Bytes, context)) { Hint = hint };
            var spec = UpdateSpec.Parse(update, context, arrayFilters, shape.Filter);
            if (multi && spec.IsReplacement) throw new CommandException(ErrorCode.FailedToParse, "multi update is not supported for replacement-style update");
            return new UpdateStatement(filter.Bytes, shape, spec, multi, upsert);
        };
    }

    public static Func<EvaluationContext, (QueryShape Shape, bool IsMulti)> Delete(ReadOnlyMemory<byte> document)
    {
        var arguments = new CommandArguments("delete.deletes", document);
        var filter = arguments.Document("q");
        if (filter.IsMissing) throw arguments.Required("q");
        var limit = arguments.Integer("limit") ?? throw arguments.Required("limit");
        if (limit is not (0 or 1)) throw new CommandException(ErrorCode.FailedToParse, $"The limit field in delete objects must be 0 or 1. Got {limit}");
        var hint = arguments.Raw("hint");
        arguments.RefuseCollation();
        arguments.Refuse("sampleId");
        arguments.End();
        return context => (new QueryShape(FilterParser.Parse(filter.Bytes, context)) { Hint = hint }, limit == 0);
    }
}
