using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>Reads the oplog on from a place and tells what concerns its scope, through its pipeline. Not for several threads.</summary>
internal sealed class ChangeStream
{
    // MongoDB's limit for what is not stored: a document's and 16 KiB.
    private const int MaxEventSize = DocumentRules.MaxSize + 16 * 1024;

    private readonly Store _store;
    private readonly List<DocumentStage> _stages;
    private readonly EvaluationContext _evaluation;
    private readonly ChangeEvents _events;
    private readonly BsonTimestamp _notBefore;
    private OplogEntry? _endedBy;

    /// <exception cref="CommandException">The place to start from is gone (286) or never was (280).</exception>
    public ChangeStream(Store store, ChangeStreamScope scope, List<DocumentStage> stages, EvaluationContext evaluation, ResumeToken? start, ChangeStreamSettings settings)
    {
        _store = store;
        Scope = scope;
        _stages = stages;
        _evaluation = evaluation;
        _events = new ChangeEvents(store, settings);
        if (start is null)
        {
            (Position, var time) = store.Oplog.Tail;
            Token = ResumeToken.HighWaterMark(time);
            return;
        }
        Token = start.Value;
        Position = store.Oplog.Seek(Token.Time) ?? throw HistoryLost();
        if (Token.IsEvent) SkipResumed();
        else _notBefore = Token.Time;
    }

    public ChangeStreamScope Scope { get; }

    /// <summary>Where a stream that is resumed now would go on: after everything that was given or passed over.</summary>
    public ResumeToken Token { get; private set; }

    /// <summary>The number of the oplog entry that is read next.</summary>
    public long Position { get; private set; }

    /// <summary>Whether an invalidate event has been told, which is the last.</summary>
    public bool IsInvalidated { get; private set; }

    /// <summary>The next event; null when there is none yet. Valid until the next call.</summary>
    /// <exception cref="CommandException">The oplog has lost entries that were not read yet: error 286.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        while (!IsInvalidated)
        {
            if (_endedBy is { } last)
            {
                IsInvalidated = true;
                Token = new ResumeToken(last.Time, IsEvent: true, last.Operation, IsInvalidate: true);
                return Transform(_events.Invalidate(last, Token));
            }
            var tail = _store.Oplog.Tail;
            if (!_store.Oplog.TryGet(Position, out var entry, out var isLost))
            {
                if (isLost) throw HistoryLost();
                // Everything before the tail has been read; the mark never goes back behind the last event.
                var read = Token.IsEvent ? After(Token.Time) : Token.Time;
                if (tail.Sequence == Position && tail.Time.CompareTo(read) > 0) Token = ResumeToken.HighWaterMark(tail.Time);
                return null;
            }
            Position++;
            if (entry.Time.CompareTo(_notBefore) < 0) continue;
            if (!Scope.Includes(entry))
            {
                Pass(entry);
                continue;
            }
            if (Scope.IsEndedBy(entry.Kind)) _endedBy = entry;
            var token = new ResumeToken(entry.Time, IsEvent: true, entry.Operation);
            if (Transform(_events.Of(entry, token)) is { } change)
            {
                Token = token;
                return change;
            }
            Pass(entry);
        }
        return null;
    }

    private void Pass(OplogEntry entry)
    {
        // Behind its time would be behind the rest of its transaction too.
        if (entry.Transaction is not null && _store.Oplog.TryGet(Position, out var next, out _) && next.Time == entry.Time) return;
        Token = ResumeToken.HighWaterMark(After(entry.Time));
    }

    private static BsonTimestamp After(BsonTimestamp time) => time with { Increment = time.Increment + 1 };

    private ReadOnlyMemory<byte>? Transform(ReadOnlyMemory<byte> change)
    {
        var result = change;
        foreach (var stage in _stages)
        {
            if (stage.Transform(result, _evaluation) is not { } next) return null;
            result = next;
        }
        if (_stages.Count > 0)
        {
            var (expected, found) = (RawDocument.Field(change, "_id"u8), RawDocument.Field(result, "_id"u8));
            if (!expected.IsIdenticalTo(found))
                throw new CommandException(ErrorCode.ChangeStreamFatalError, $"Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed. Expected: {BsonText.Of(expected)} but found: {BsonText.Of(found)}");
        }
        if (result.Length > MaxEventSize) throw new CommandException(ErrorCode.BSONObjectTooLarge, $"BSONObj size: {result.Length} (0x{result.Length:X}) is invalid. Size must be between 0 and {MaxEventSize}(16MB) First element: _id: {BsonText.Of(RawDocument.Field(result, "_id"u8))}");
        return result;
    }

    private void SkipResumed()
    {
        Position += Token.Operation;
        if (!_store.Oplog.TryGet(Position, out var entry, out var isLost))
            throw isLost ? HistoryLost() : NotFound();
        if (entry.Time != Token.Time || entry.Operation != Token.Operation || !Scope.Includes(entry)) throw NotFound();
        Position++;
        if (!Token.IsInvalidate && Scope.IsEndedBy(entry.Kind)) _endedBy = entry;
    }

    private static CommandException HistoryLost() => new(ErrorCode.ChangeStreamHistoryLost, "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");

    private static CommandException NotFound() => new(ErrorCode.ChangeStreamFatalError, "cannot resume stream; the resume token was not found.");
}
