using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Sessions;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>The arguments that any command may carry.</summary>
internal static class GenericArguments
{
    public static void Read(CommandContext context, Command command)
    {
        var arguments = context.Arguments;
        arguments.Accept("comment", "$readPreference", "lsid", "$clusterTime", "apiDeprecationErrors");
        ReadVersion(arguments);
        var clusterTime = arguments.Document("$clusterTime").Field("clusterTime"u8);
        if (clusterTime.Type == BsonType.Timestamp) context.Store.Clock.Advance(clusterTime.AsTimestamp());
        ReadSession(context, command);
        context.ReadsChangeStream = context.Name switch
        {
            "aggregate" => arguments.Raw("pipeline") is { Type: BsonType.Array } pipeline && RawDocument.Values(pipeline.Bytes) is [var first, ..] && !first.Field("$changeStream"u8).IsMissing,
            "getMore" => arguments.Raw("getMore") is { Type: BsonType.Int64 } id && context.Server.Cursors.IsChangeStream(id.AsInt64()),
            _ => false,
        };
        ReadConcern(context);
        if (context.IsTransactional && !context.EndsTransaction && arguments.Has("writeConcern")) throw new CommandException(ErrorCode.InvalidOptions, "writeConcern is not allowed within a multi-statement transaction");
        if (command.IsWrite || arguments.Has("writeConcern")) WriteConcern(arguments);
        if (arguments.Amount("maxTimeMS") is { } limit and > 0) context.TimeLimit = TimeSpan.FromMilliseconds(limit);
        if (context.TimeLimit is { } time) context.Deadline = new Deadline(context.Server.Time, time);
    }

    /// <summary>A write concern of more members than there are is carried out and reported as not satisfied; a fail point reports what it was told to. Gives the code.</summary>
    public static ErrorCode WriteConcernError(CommandContext context, BsonWriter reply, RawValue ordered)
    {
        if (ordered.Type == BsonType.Document)
        {
            reply.Document("writeConcernError", ordered.Span);
            return ordered.Field("code"u8).TryGetInteger(out var code) ? (ErrorCode)code : ErrorCode.UnknownError;
        }
        var w = context.Arguments.Document("writeConcern").Field("w"u8);
        if (!w.TryGetInteger(out var members) || members <= 1) return ErrorCode.None;
        reply.StartDocument("writeConcernError");
        reply.Int32("code", (int)ErrorCode.UnsatisfiableWriteConcern);
        reply.String("codeName", nameof(ErrorCode.UnsatisfiableWriteConcern));
        reply.String("errmsg", "Not enough data-bearing nodes");
        reply.End();
        return ErrorCode.UnsatisfiableWriteConcern;
    }

    private static void ReadVersion(CommandArguments arguments)
    {
        if (arguments.Text("apiVersion") is { } version && version != "1") throw new CommandException(ErrorCode.APIVersionError, "API version must be \"1\"");
        if (arguments.Boolean("apiStrict")) throw new CommandException(ErrorCode.InvalidOptions, "The option 'apiStrict' is not supported by the stand-in.");
    }

    private static void ReadSession(CommandContext context, Command command)
    {
        var arguments = context.Arguments;
        var session = arguments.Document("lsid");
        var number = arguments.Integer("txnNumber");
        var (isTransactional, starts) = ReadTransaction(arguments, number);
        if (command.Transactions == TransactionUse.Required && !isTransactional) throw new CommandException(ErrorCode.InvalidOptions, $"{context.Name} must be run within a transaction: with lsid, txnNumber and autocommit: false");
        if (session.IsMissing)
        {
            if (number is not null) throw new CommandException(ErrorCode.InvalidOptions, "Transaction number requires a session ID to also be specified");
            return;
        }
        var id = SessionId(session);
        context.Session = id;
        lock (context.Store.Lock) context.Server.Sessions.Use(id);
        if (number is null) return;
        if (number < 0) throw new CommandException(ErrorCode.InvalidOptions, "Transaction number cannot be negative");
        if (context.Server.Options.IsStandalone) throw new CommandException(ErrorCode.IllegalOperation, "Transaction numbers are only allowed on a replica set member or mongos");
        var key = new RetryKey(id, number.Value);
        if (isTransactional)
        {
            if (command.Transactions == TransactionUse.Refused) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Cannot run '{context.Name}' in a multi-document transaction.");
            if (context.Database is "local" or "config" || (context.Database == "admin" && !context.EndsTransaction)) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Cannot run command against the '{context.Database}' database in a transaction.");
            context.TransactionRequest = new TransactionRequest(key, starts);
        }
        else if (!command.IsWrite) throw CommandException.Location(50768, $"txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and {context.Name} is not a retryable write command.");
        else context.Retry = key;
    }

    private static (bool IsTransactional, bool Starts) ReadTransaction(CommandArguments arguments, long? number)
    {
        var (starts, autocommit) = (arguments.Raw("startTransaction"), arguments.Raw("autocommit"));
        if (autocommit.IsMissing)
        {
            if (!starts.IsMissing) throw new CommandException(ErrorCode.InvalidOptions, "Specifying startTransaction=true requires autocommit=false");
            return (false, false);
        }
        if (number is null) throw new CommandException(ErrorCode.InvalidOptions, "'autocommit' field requires a transaction number to also be specified");
        if (autocommit.IsTruthy) throw new CommandException(ErrorCode.InvalidOptions, "Specifying autocommit=true is not allowed.");
        if (!starts.IsMissing && !starts.IsTruthy) throw new CommandException(ErrorCode.InvalidOptions, "Specifying startTransaction=false is not allowed.");
        return (true, !starts.IsMissing);
    }

    public static Guid SessionId(RawValue session)
    {
        var id = session.Field("id"u8);
        if (id.Type != BsonType.Binary || id.Span.Length != 21 || id.Span[4] != 4) throw new CommandException(ErrorCode.InvalidOptions, "The session id 'lsid.id' must be a UUID: a binary of subtype 4 with 16 bytes.");
        return new Guid(id.Span[5..], bigEndian: true);
    }

    private static void ReadConcern(CommandContext context)
    {
        var concern = context.Arguments.Document("readConcern");
        if (concern.IsMissing) return;
        if (context.TransactionRequest is { Starts: false } && RawDocument.Count(concern.Bytes) > 0) throw new CommandException(ErrorCode.InvalidOptions, "Only the first command in a transaction may specify a readConcern");
        foreach (var (name, value) in concern.Fields)
        {
            switch (name)
            {
                case "level" when value.Type == BsonType.String:
                    var level = value.AsString();
                    if (context.IsTransactional)
                    {
                        if (level is not ("local" or "majority" or "snapshot")) throw new CommandException(ErrorCode.InvalidOptions, "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction");
                        break;
                    }
                    if (level == "snapshot") throw new CommandException(ErrorCode.InvalidOptions, "The readConcern level 'snapshot' is supported by the stand-in in transactions only.");
                    if (level is not ("local" or "available" or "majority" or "linearizable")) throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{level}' for field 'readConcern.level' is not a valid value.");
                    break;
                case "afterClusterTime" when value.Type == BsonType.Timestamp: context.Store.Clock.Advance(value.AsTimestamp()); break;
                case "provenance": break;
                case "atClusterTime": throw new CommandException(ErrorCode.InvalidOptions, "The readConcern option 'atClusterTime' is not supported by the stand-in.");
                default: throw CommandException.Location(40415, $"BSON field 'readConcern.{name}' is an unknown field.");
            }
        }
    }

    private static void WriteConcern(CommandArguments arguments)
    {
        var concern = arguments.Document("writeConcern");
        if (concern.IsMissing) return;
        foreach (var (name, value) in concern.Fields)
        {
            switch (name)
            {
                case "w" when value.Type == BsonType.String:
                    if (value.AsString() != "majority") throw new CommandException(ErrorCode.UnknownReplWriteConcern, $"No write concern mode named '{value.AsString()}' found in replica set configuration");
                    break;
                case "w" when value.TryGetInteger(out var members) && members is >= 0 and <= 50: break;
                case "j" or "fsync" or "wtimeout" or "provenance": break;
                case "w": throw new CommandException(ErrorCode.FailedToParse, "w has to be a number between 0 and 50 or a string");
                default: throw CommandException.Location(40415, $"BSON field 'writeConcern.{name}' is an unknown field.");
            }
        }
    }
}
