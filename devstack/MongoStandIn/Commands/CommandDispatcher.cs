using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;
using MongoStandIn.Wire;

namespace MongoStandIn.Commands;

/// <summary>Finds the command of a request, judges what every command may carry, runs it and completes the answer.</summary>
internal sealed class CommandDispatcher(ServerState server)
{
    private readonly Dictionary<string, Command> _commands = CommandRegistry.Create();

    /// <summary>Steps: name and database → authentication → generic arguments → run → times and ok, or the error in their place.</summary>
    public async ValueTask RunAsync(Request request, ConnectionState connection, BsonWriter reply, CancellationToken cancellation)
    {
        try
        {
            var name = FirstName(request.Body);
            if (!_commands.TryGetValue(name, out var command)) throw new CommandException(ErrorCode.CommandNotFound, $"no such command: '{name}'");
            if (request.OpCode == OpCode.Query && command is not HelloCommand)
                throw new CommandException(ErrorCode.UnsupportedOpQueryCommand, $"Unsupported OP_QUERY command: {name}. The client driver may require an upgrade.");
            if (server.Credentials is not null && connection.User is null && !command.NeedsNoAuthentication)
                throw new CommandException(ErrorCode.Unauthorized, $"Command {name} requires authentication");
            var arguments = new CommandArguments(name, request.Body, request.Sequences);
            var context = new CommandContext
            {
                Server = server,
                Connection = connection,
                Name = name,
                Database = request.QueryDatabase ?? arguments.RequiredText("$db"),
                Body = request.Body,
                Arguments = arguments,
                Reply = reply,
                Cancellation = cancellation,
            };
            arguments.Accept(name, "$db");
            GenericArguments.Read(context, command);
            await command.RunAsync(context);
            GenericArguments.WriteConcernError(context, reply);
            reply.Double("ok", 1);
        }
        catch (CommandException e)
        {
            WriteError(reply, e);
        }
        catch (BsonFormatException e)
        {
            WriteError(reply, new CommandException(ErrorCode.InvalidBSON, e.Message));
        }
        catch (OverflowException e)
        {
            WriteError(reply, new CommandException(ErrorCode.Overflow, e.Message));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect of the stand-in: the client must see it as one, not as a lost connection that it would retry.
            WriteError(reply, new CommandException(ErrorCode.InternalError, $"The stand-in failed: {e.GetType().Name}: {e.Message}"));
            await Console.Error.WriteLineAsync(e.ToString());
        }
        WriteTimes(reply);
    }

    public static void WriteError(BsonWriter reply, CommandException error)
    {
        reply.Reset();
        if (error.Labels.Count > 0)
        {
            reply.StartArray("errorLabels");
            foreach (var label in error.Labels) reply.String("", label);
            reply.End();
        }
        reply.Double("ok", 0);
        reply.String("errmsg", error.Message);
        reply.Int32("code", (int)error.Code);
        reply.String("codeName", error.CodeName);
        error.Details?.Invoke(reply);
    }

    private void WriteTimes(BsonWriter reply)
    {
        var now = server.Store.Clock.Now;
        reply.StartDocument("$clusterTime");
        reply.Timestamp("clusterTime", now);
        reply.StartDocument("signature");
        reply.Binary("hash", new byte[20]);
        reply.Int64("keyId", 0);
        reply.End();
        reply.End();
        reply.Timestamp("operationTime", now);
    }

    private static string FirstName(ReadOnlyMemory<byte> body)
    {
        foreach (var field in new RawFields(body)) return field.Name;
        throw new CommandException(ErrorCode.FailedToParse, "A command needs a name: the body is empty.");
    }
}
