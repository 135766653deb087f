using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>Reads <c>$changeStream</c> and the stages behind it.</summary>
internal static class ChangeStreamParser
{
    private static readonly HashSet<string> Permitted = ["$match", "$project", "$addFields", "$set", "$unset", "$replaceRoot", "$replaceWith"];

    /// <param name="store">What is watched.</param>
    /// <param name="target">The namespace of the command; no collection for a whole database.</param>
    /// <param name="options">The stage's options.</param>
    /// <param name="pipeline">The stages behind it.</param>
    /// <param name="evaluation">Time and variables of the operation.</param>
    public static ChangeStream Open(Store store, Namespace target, RawValue options, IReadOnlyList<RawValue> pipeline, EvaluationContext evaluation)
    {
        if (options.Type != BsonType.Document) throw CommandException.Location(50808, "$changeStream stage expects a document as argument");
        var arguments = new CommandArguments("$changeStream", options.Bytes);
        var wholeCluster = arguments.Boolean("allChangesForCluster");
        var settings = ReadSettings(arguments);
        var start = ReadStart(arguments);
        arguments.Refuse("showMigrationEvents", "showSystemEvents", "showRawUpdateDescription", "allowToRunOnConfigDB", "allowToRunOnSystemNS");
        arguments.End();
        var scope = Scope(target, wholeCluster, settings.ShowsExpandedEvents);
        var stages = Stages(pipeline, evaluation);
        return new ChangeStream(store, scope, stages, evaluation, start, settings);
    }

    private static ChangeStreamScope Scope(Namespace target, bool wholeCluster, bool expanded)
    {
        if (wholeCluster)
        {
            return target is { Database: "admin", Collection: "" }
                ? new ChangeStreamScope(null, null, expanded)
                : throw new CommandException(ErrorCode.InvalidOptions, $"A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name; found {target}");
        }
        if (target.Database is "admin" or "config" or "local") throw new CommandException(ErrorCode.InvalidNamespace, $"$changeStream may not be opened on the internal {target.Database} database");
        if (target.Collection.StartsWith("system.", StringComparison.Ordinal)) throw new CommandException(ErrorCode.InvalidNamespace, $"$changeStream may not be opened on the internal {target} collection");
        return new ChangeStreamScope(target.Database, target.Collection.Length == 0 ? null : target.Collection, expanded);
    }

    private static ChangeStreamSettings ReadSettings(CommandArguments arguments)
    {
        var after = arguments.Text("fullDocument") switch
        {
            null or "default" => ImageMode.None,
            "updateLookup" => ImageMode.Lookup,
            "whenAvailable" => ImageMode.WhenAvailable,
            "required" => ImageMode.Required,
            var other => throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{other}' for field '$changeStream.fullDocument' is not a valid value."),
        };
        var before = arguments.Text("fullDocumentBeforeChange") switch
        {
            null or "off" => ImageMode.None,
            "whenAvailable" => ImageMode.WhenAvailable,
            "required" => ImageMode.Required,
            var other => throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{other}' for field '$changeStream.fullDocumentBeforeChange' is not a valid value."),
        };
        return new ChangeStreamSettings(after, before, arguments.Boolean("showExpandedEvents"));
    }

    private static ResumeToken? ReadStart(CommandArguments arguments)
    {
        var (after, startAfter, time) = (arguments.Raw("resumeAfter"), arguments.Raw("startAfter"), arguments.Raw("startAtOperationTime"));
        if (!after.IsMissing && !startAfter.IsMissing) throw CommandException.Location(50674, "Do not specify both 'resumeAfter' and 'startAfter' in a $changeStream stage");
        if (!time.IsMissing && (!after.IsMissing || !startAfter.IsMissing)) throw CommandException.Location(40674, "Only one type of resume option is allowed, but multiple were found");
        if (!time.IsMissing)
        {
            return time.Type == BsonType.Timestamp
                ? ResumeToken.HighWaterMark(time.AsTimestamp())
                : throw new CommandException(ErrorCode.TypeMismatch, $"BSON field '$changeStream.startAtOperationTime' is the wrong type '{BsonTypeAlias.Of(time.Type)}', expected type 'timestamp'");
        }
        if (!startAfter.IsMissing) return ResumeToken.Parse(startAfter, "startAfter");
        if (after.IsMissing) return null;
        var token = ResumeToken.Parse(after, "resumeAfter");
        return token.IsInvalidate
            ? throw new CommandException(ErrorCode.InvalidResumeToken, "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification")
            : token;
    }

    private static List<DocumentStage> Stages(IReadOnlyList<RawValue> pipeline, EvaluationContext evaluation)
    {
        var stages = new List<DocumentStage>();
        foreach (var element in pipeline)
        {
            var (name, value) = StageParser.Single(element);
            var stage = StageParser.Stage(name, value, evaluation);
            if (!Permitted.Contains(name)) throw new CommandException(ErrorCode.IllegalOperation, $"{name} is not permitted in a $changeStream pipeline");
            stages.Add((DocumentStage)stage);
        }
        return stages;
    }
}
