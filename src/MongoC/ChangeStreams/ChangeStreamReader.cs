using MongoC.Calls;
using MongoC.Native;

namespace MongoC.ChangeStreams;

/// <summary>A change stream read an answer at a time. Every member runs inside a call.</summary>
internal sealed class ChangeStreamReader
{
    private readonly CommandTap _tap;
    private readonly NativeHandle<NativeObjects.ChangeStream> _stream;
    private readonly ConnectionSecrets _secrets;
    private bool _first = true;

    private ChangeStreamReader(NativeHandle<NativeObjects.ChangeStream> stream, CommandTap tap, ConnectionSecrets secrets)
    {
        _stream = stream;
        _tap = tap;
        _secrets = secrets;
    }

    /// <summary>Opens the stream, which runs its aggregate.</summary>
    public static ChangeStreamReader Open(ClientLease lease, ConnectionSecrets secrets, Func<NativeHandle<NativeObjects.ChangeStream>> watch)
    {
        var tap = new CommandTap();
        using var listening = tap.Listen();
        var reader = new ChangeStreamReader(lease.Own(watch()), tap, secrets);
        reader.ThrowOnError();
        return reader;
    }

    /// <summary>The next answer, after at most the await time if the server keeps to it; null when the server has ended the stream.</summary>
    public ChangeStreamBatch? Next()
    {
        using var listening = _tap.Listen();
        // The aggregate's own batch is there already. When it is empty, a look at it would wait for the next one.
        if (_first)
        {
            _first = false;
            if (_tap.BatchSize == 0) return new ChangeStreamBatch([], Token());
        }
        else if (_tap.CursorId == 0)
        {
            return null;
        }
        var page = new PageBuffer();
        for (var count = 0; LibMongoc.ChangeStreamNext(_stream, out var document);)
        {
            page.Add(BsonHandle.View(document));
            if (++count >= _tap.BatchSize) return new ChangeStreamBatch(page.Take(), Token());
        }
        ThrowOnError();
        return new ChangeStreamBatch(page.Take(), Token());
    }

    private ReadOnlyMemory<byte> Token() =>
        _tap.PostBatchResumeToken is { } token ? token : BsonHandle.View(LibMongoc.ChangeStreamResumeToken(_stream)).ToArray();

    private void ThrowOnError()
    {
        if (LibMongoc.ChangeStreamError(_stream, out var error, out var reply)) throw MongoException.From(error, BsonHandle.View(reply), _secrets);
    }
}
