using MongoC.Bson;
using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;
using MongoStandIn.Wire;

namespace MongoStandIn.FailPoints;

/// <summary>
/// A strike of <c>failCommand</c>. Its data: <c>failCommands</c>, <c>namespace</c> and <c>appName</c> say which commands; <c>blockConnection</c> with
/// <c>blockTimeMS</c>, <c>closeConnection</c>, <c>errorCode</c> and <c>writeConcernError</c> what happens, in that order; <c>errorLabels</c> stands
/// in place of the labels that the server would give.
/// </summary>
internal sealed class CommandFailure(RawValue data)
{
    private static readonly string[] Known =
    [
        "failCommands", "errorCode", "errorLabels", "writeConcernError", "closeConnection", "blockConnection", "blockTimeMS", "appName", "namespace",
        "failInternalCommands", "failLocalClients", "errorExtraInfo",
    ];

    /// <summary>The labels that were asked for; null when the server's own are to be given.</summary>
    public IReadOnlyList<string>? Labels => data.Field("errorLabels"u8) is { Type: BsonType.Array } labels ? RawDocument.Values(labels.Bytes).ConvertAll(l => l.AsString()) : null;

    /// <summary>The write concern error to add to the answer; missing for none.</summary>
    public RawValue WriteConcernError => data.Field("writeConcernError"u8);

    /// <summary>What happens to a command; null when the fail point lets it pass.</summary>
    public static CommandFailure? Of(CommandContext context)
    {
        // What sets fail points is never failed by one: nobody could switch it off again.
        if (context.Name == "configureFailPoint") return null;
        return context.Server.FailPoints.FailCommand.Strike(data => Concerns(data, context)) is { } struck ? new CommandFailure(struck) : null;
    }

    public static void Check(RawValue data)
    {
        foreach (var (name, _) in data.Fields)
            if (!Known.Contains(name)) throw new CommandException(ErrorCode.InvalidOptions, $"The stand-in's failCommand does not know data.{name}");
        if (data.Field("failCommands"u8).Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, "failCommand needs data.failCommands, an array of the names of commands");
        if (data.Field("blockConnection"u8).IsTruthy && !data.Field("blockTimeMS"u8).IsNumber) throw new CommandException(ErrorCode.InvalidOptions, "must specify blockTimeMS when blockConnection is true");
    }

    /// <summary>Waits, cuts the connection off, or fails.</summary>
    /// <exception cref="CommandException">The error that was asked for.</exception>
    /// <exception cref="WireException">The connection is to be closed.</exception>
    public async ValueTask BeforeAsync(CommandContext context)
    {
        if (data.Field("blockConnection"u8).IsTruthy && data.Field("blockTimeMS"u8).TryGetInteger(out var milliseconds))
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), context.Server.Time, context.Cancellation);
        if (data.Field("closeConnection"u8).IsTruthy) throw new WireException("The fail point failCommand closes the connection.");
        if (!data.Field("errorCode"u8).TryGetInteger(out var code)) return;
        var extra = data.Field("errorExtraInfo"u8);
        throw new CommandException((ErrorCode)code, $"Failing command via 'failCommand' failpoint: {context.Name}")
        {
            Details = extra.Type != BsonType.Document ? null : writer =>
            {
                foreach (var field in extra.Fields) writer.Raw(field.NameUtf8.Span, field.Value.Type, field.Value.Span);
            },
        };
    }

    private static bool Concerns(RawValue data, CommandContext context)
    {
        if (!RawDocument.Values(data.Field("failCommands"u8).Bytes).Exists(name => name.Type == BsonType.String && name.AsString() == context.Name)) return false;
        if (data.Field("appName"u8) is { Type: BsonType.String } app && app.AsString() != context.Connection.AppName) return false;
        if (data.Field("namespace"u8) is not { Type: BsonType.String } ns) return true;
        var target = context.Name == "getMore" ? context.Arguments.Raw("collection") : context.Arguments.Raw(context.Name);
        return target.Type == BsonType.String && new Namespace(context.Database, target.AsString()).ToString() == ns.AsString();
    }
}
