using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MongoC.Bson;

namespace MongoC.Native;

/// <summary>
/// Sees the server's answers to the commands libmongoc runs inside one call. Its cursors hand out documents one by one and never say where
/// a batch ends, and its bulk operations do not say whether the server answered at all; both are needed here. libmongoc calls its command
/// monitoring callbacks on the thread that makes the call, so the tap of the running call is found by thread.
/// </summary>
internal sealed unsafe class CommandTap
{
    [ThreadStatic]
    private static CommandTap? _current;

    /// <summary>Whether the last write command got an answer with ok: 1. A first attempt that failed and was retried does not count.</summary>
    public bool WriteAnswered { get; private set; }

    /// <summary>Documents in the newest batch of a cursor.</summary>
    public int BatchSize { get; private set; }

    /// <summary>How many batches arrived.</summary>
    public int Batches { get; private set; }

    /// <summary>0: the server has closed the cursor, the newest batch is its last.</summary>
    public long CursorId { get; private set; }

    /// <summary>What the newest batch says the stream's position is after it; null when it says nothing.</summary>
    public byte[]? PostBatchResumeToken { get; private set; }

    /// <summary>Makes this the running call's tap; dispose at the end of the call.</summary>
    public Listening Listen() => new(this);

    public static NativeHandle<NativeObjects.MonitoringCallbacks> CreateCallbacks()
    {
        var callbacks = new NativeHandle<NativeObjects.MonitoringCallbacks>(LibMongoc.MonitoringCallbacksNew());
        LibMongoc.MonitoringSetSucceeded(callbacks, &OnSucceeded);
        LibMongoc.MonitoringSetFailed(callbacks, &OnFailed);
        return callbacks;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSucceeded(nint succeeded)
    {
        if (_current is not { } tap) return;
        if (IsWrite(LibMongoc.MonitoringSucceededName(succeeded))) tap.WriteAnswered = true;
        try
        {
            tap.ReadCursor(BsonHandle.View(LibMongoc.MonitoringSucceededReply(succeeded)));
        }
        catch (BsonFormatException)
        {
            // An exception must not pass into native code. libmongoc parses the same reply and reports it as corrupt.
            tap.BatchSize = 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFailed(nint failed)
    {
        if (_current is { } tap) tap.WriteAnswered = false;
    }

    private static bool IsWrite(byte* name)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        return text.SequenceEqual("insert"u8) || text.SequenceEqual("update"u8) || text.SequenceEqual("delete"u8);
    }

    private void ReadCursor(ReadOnlySpan<byte> reply)
    {
        if (!BsonReader.TryFind(reply, "cursor"u8, out var cursor) || cursor.Type != BsonType.Document) return;
        byte[]? token = null;
        foreach (var element in new BsonReader(cursor.Value))
        {
            if (element.NameUtf8.SequenceEqual("id"u8))
            {
                if (element.TryGetInteger(out var id)) CursorId = id;
            }
            else if (element.NameUtf8.SequenceEqual("firstBatch"u8) || element.NameUtf8.SequenceEqual("nextBatch"u8))
            {
                BatchSize = Count(element.Value);
                Batches++;
            }
            else if (element.NameUtf8.SequenceEqual("postBatchResumeToken"u8) && element.Type == BsonType.Document)
            {
                token = element.Value.ToArray();
            }
        }
        PostBatchResumeToken = token;
    }

    private static int Count(ReadOnlySpan<byte> array)
    {
        var count = 0;
        var reader = new BsonReader(array);
        while (reader.Read()) count++;
        return count;
    }

    internal readonly ref struct Listening
    {
        private readonly CommandTap? _previous;

        public Listening(CommandTap tap)
        {
            _previous = _current;
            _current = tap;
        }

        public void Dispose() => _current = _previous;
    }
}
