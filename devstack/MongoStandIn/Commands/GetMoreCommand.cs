using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>The next batch of a cursor. One that awaits data waits, outside every lock, until there is some or the client's time is over.</summary>
internal sealed class GetMoreCommand : Command
{
    // MongoDB's default for a getMore on an awaiting cursor.
    private static readonly TimeSpan DefaultAwait = TimeSpan.FromSeconds(1);

    public override IReadOnlyList<string> Names => ["getMore"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override async ValueTask RunAsync(CommandContext context)
    {
        var arguments = context.Arguments;
        var id = arguments.Raw("getMore");
        if (id.Type != BsonType.Int64) throw new CommandException(ErrorCode.TypeMismatch, $"BSON field 'getMore.getMore' is the wrong type '{MongoC.Bson.BsonTypeAlias.Of(id.Type)}', expected type 'long'");
        var ns = new Namespace(context.Database, arguments.RequiredText("collection"));
        var batchSize = arguments.Amount("batchSize") ?? 0;
        arguments.Accept("term", "lastKnownCommittedOpTime");
        arguments.End();
        var (cursor, killed) = context.Server.Cursors.CheckOut(id.AsInt64(), ns, context);
        var keep = false;
        try
        {
            if (context.TimeLimit is not null && !cursor.IsAwaitable) throw new CommandException(ErrorCode.BadValue, "cannot set maxTimeMS on getMore command for a non-awaitData cursor");
            await WriteBatchAsync(context, cursor, batchSize == 0 ? long.MaxValue : batchSize, killed);
            keep = !cursor.IsExhausted;
        }
        finally
        {
            context.Server.Cursors.CheckIn(cursor, keep);
        }
    }

    private static async ValueTask WriteBatchAsync(CommandContext context, ServerCursor cursor, long batchSize, CancellationToken killed)
    {
        var reply = context.Reply;
        reply.StartDocument("cursor");
        reply.StartArray("nextBatch");
        var count = cursor.Fill(reply, batchSize);
        if (count == 0 && cursor.IsAwaitable && !cursor.IsExhausted) await AwaitAsync(context, cursor, batchSize, killed);
        reply.End();
        cursor.WriteExtras(reply);
        reply.Int64("id", cursor.IsExhausted ? 0 : cursor.Id);
        reply.String("ns", cursor.Namespace.ToString());
        reply.End();
    }

    private static async ValueTask AwaitAsync(CommandContext context, ServerCursor cursor, long batchSize, CancellationToken killed)
    {
        var time = context.Server.Time;
        var limit = context.TimeLimit ?? DefaultAwait;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, killed);
        var start = time.GetTimestamp();
        while (true)
        {
            var rest = limit - time.GetElapsedTime(start);
            if (rest <= TimeSpan.Zero) return;
            try
            {
                await cursor.WhenMore().WaitAsync(rest, time, stop.Token);
            }
            catch (TimeoutException)
            {
                return;
            }
            catch (OperationCanceledException) when (killed.IsCancellationRequested)
            {
                throw new CommandException(ErrorCode.CursorKilled, "the cursor was killed");
            }
            if (cursor.Fill(context.Reply, batchSize) > 0 || cursor.IsExhausted) return;
        }
    }
}
