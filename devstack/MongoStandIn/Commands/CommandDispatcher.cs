using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.FailPoints;
using MongoStandIn.Sessions;
using MongoStandIn.Values;
using MongoStandIn.Wire;

namespace MongoStandIn.Commands;

/// <summary>Finds the command of a request, judges what every command may carry, runs it and completes the answer.</summary>
internal sealed class CommandDispatcher(ServerState server)
{
    private readonly Dictionary<string, Command> _commands = CommandRegistry.Create();

    /// <summary>Steps: name and database → rights → generic arguments → fail points → run → times, labels and ok, or the error in their place.</summary>
    /// <exception cref="WireException">The connection is to be closed without an answer.</exception>
    public async ValueTask RunAsync(Request request, ConnectionState connection, BsonWriter reply, CancellationToken cancellation)
    {
        CommandContext? context = null;
        CommandFailure? failure = null;
        var before = server.Store.Oplog.Tail.Sequence;
        try
        {
            context = Understand(request, connection, reply, cancellation, out var command);
            Access.Check(context, command);
            GenericArguments.Read(context, command);
            failure = CommandFailure.Of(context);
            if (failure is not null) await failure.BeforeAsync(context);
            if (context.TransactionRequest is { } transaction) await TransactionalRun.RunAsync(context, command, transaction);
            else await command.RunAsync(context);
            if (context.ClosesConnection) throw new WireException("A fail point closes the connection.");
            var code = GenericArguments.WriteConcernError(context, reply, failure?.WriteConcernError ?? default);
            if (code != ErrorCode.None) WriteLabels(reply, failure?.Labels ?? ErrorLabels.For(context, ErrorCode.None, code, WroteNothing()));
            reply.Double("ok", 1);
        }
        catch (CommandException e)
        {
            Fail(e);
        }
        catch (BsonFormatException e)
        {
            Fail(new CommandException(ErrorCode.InvalidBSON, e.Message));
        }
        catch (BlockedByTransactionException)
        {
            // What cannot be tried again, such as the end of a pipeline, gives up.
            Fail(Transaction.Conflict());
        }
        catch (OverflowException e)
        {
            Fail(new CommandException(ErrorCode.Overflow, e.Message));
        }
        catch (Exception e) when (e is not (OperationCanceledException or WireException))
        {
            // A defect of the stand-in: the client must see it as one, not as a lost connection that it would retry.
            Fail(new CommandException(ErrorCode.InternalError, $"The stand-in failed: {e.GetType().Name}: {e.Message}"));
            await Console.Error.WriteLineAsync(e.ToString());
        }
        WriteTimes(reply);

        bool WroteNothing() => server.Store.Oplog.Tail.Sequence == before;

        void Fail(CommandException error) => WriteError(reply, error, failure?.Labels ?? ErrorLabels.For(context, error.Code, ErrorCode.None, WroteNothing()));
    }

    public static void WriteError(BsonWriter reply, CommandException error, IReadOnlyList<string> labels)
    {
        reply.Reset();
        WriteLabels(reply, labels);
        reply.Double("ok", 0);
        reply.String("errmsg", error.Message);
        reply.Int32("code", (int)error.Code);
        reply.String("codeName", error.CodeName);
        error.Details?.Invoke(reply);
    }

    private CommandContext Understand(Request request, ConnectionState connection, BsonWriter reply, CancellationToken cancellation, out Command command)
    {
        var name = FirstName(request.Body);
        command = _commands.GetValueOrDefault(name) ?? throw new CommandException(ErrorCode.CommandNotFound, $"no such command: '{name}'");
        if (request.OpCode == OpCode.Query && command is not HelloCommand)
            throw new CommandException(ErrorCode.UnsupportedOpQueryCommand, $"Unsupported OP_QUERY command: {name}. The client driver may require an upgrade.");
        var arguments = new CommandArguments(name, request.Body, request.Sequences);
        arguments.Accept(name, "$db");
        return new CommandContext
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
    }

    private static void WriteLabels(BsonWriter reply, IReadOnlyList<string> labels)
    {
        if (labels.Count == 0) return;
        reply.StartArray("errorLabels");
        foreach (var label in labels) reply.String("", label);
        reply.End();
    }

    private void WriteTimes(BsonWriter reply)
    {
        if (server.Options.IsStandalone) return;
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
