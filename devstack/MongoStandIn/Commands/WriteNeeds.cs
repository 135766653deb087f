using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>What the user of a command that writes must be allowed.</summary>
internal static class WriteNeeds
{
    public static IEnumerable<Need> Of(CommandContext context, params IEnumerable<string> actions)
    {
        var target = context.Target;
        foreach (var action in actions) yield return Need.On(target, action);
        if (context.Arguments.Boolean("bypassDocumentValidation")) yield return Need.On(target, "bypassDocumentValidation");
    }

    public static IEnumerable<Need> OfUpdate(CommandContext context)
    {
        var upserts = context.Arguments.Documents("updates").Any(u => RawDocument.Field(u, "upsert"u8).IsTruthy);
        return Of(context, upserts ? ["update", "insert"] : ["update"]);
    }

    public static IEnumerable<Need> OfFindAndModify(CommandContext context)
    {
        var arguments = context.Arguments;
        if (arguments.Boolean("remove")) return Of(context, "find", "remove");
        return Of(context, arguments.Boolean("upsert") ? ["find", "update", "insert"] : ["find", "update"]);
    }
}
