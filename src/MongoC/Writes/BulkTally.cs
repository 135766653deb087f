using MongoC.Bson;

namespace MongoC.Writes;

/// <summary>Adds up what the commands of a bulk answered.</summary>
internal sealed class BulkTally
{
    private readonly List<int> _upserted = [];
    private readonly List<BulkWriteError> _errors = [];
    private readonly List<WriteConcernError> _concernErrors = [];
    private long _inserted;
    private long _matched;
    private long _modified;
    private long _deleted;

    public bool HasWriteErrors => _errors.Count > 0;

    /// <param name="reply">libmongoc's answer to one bulk: nInserted, nMatched, nModified, nRemoved, upserted, writeErrors, writeConcernErrors.</param>
    /// <param name="run">The operations it ran.</param>
    public void Add(ReadOnlySpan<byte> reply, IReadOnlyList<BulkOperation> run)
    {
        var labels = ServerErrorFacts.Read(reply).Labels;
        foreach (var element in new BsonReader(reply))
        {
            switch (element.Name)
            {
                case "nInserted": _inserted += Number(element); break;
                case "nMatched": _matched += Number(element); break;
                case "nModified": _modified += Number(element); break;
                case "nRemoved": _deleted += Number(element); break;
                case "upserted": foreach (var item in new BsonReader(element.Value)) _upserted.Add(Index(item.Value, run)); break;
                case "writeErrors": foreach (var item in new BsonReader(element.Value)) _errors.Add(WriteError(item.Value, run)); break;
                case "writeConcernErrors": foreach (var item in new BsonReader(element.Value)) _concernErrors.Add(ConcernError(item.Value, labels)); break;
                default: break;
            }
        }
    }

    public BulkWriteResult ToResult() => new()
    {
        Inserted = _inserted,
        Matched = _matched,
        Modified = _modified,
        Upserted = _upserted.Count,
        Deleted = _deleted,
        UpsertedIndexes = [.. _upserted.Order()],
        WriteErrors = [.. _errors.OrderBy(error => error.Index)],
        WriteConcernErrors = _concernErrors,
    };

    private static BulkWriteError WriteError(ReadOnlySpan<byte> error, IReadOnlyList<BulkOperation> run)
    {
        var (code, message) = CodeAndMessage(error);
        return new BulkWriteError(Index(error, run), code, message, error.ToArray(), MongoErrorClassifier.IsTransient(MongoErrorKind.Server, (uint)code, []));
    }

    private static WriteConcernError ConcernError(ReadOnlySpan<byte> error, IReadOnlyList<string> labels)
    {
        var (code, message) = CodeAndMessage(error);
        return new WriteConcernError(code, message, error.ToArray(), MongoErrorClassifier.IsTransient(MongoErrorKind.WriteConcern, (uint)code, labels));
    }

    private static int Index(ReadOnlySpan<byte> item, IReadOnlyList<BulkOperation> run) =>
        BsonReader.TryFind(item, "index"u8, out var index) && index.TryGetInteger(out var place) && place >= 0 && place < run.Count
            ? run[(int)place].Index
            : throw new BsonFormatException("The answer to a bulk names no operation of it.");

    private static (int Code, string Message) CodeAndMessage(ReadOnlySpan<byte> error) => (
        BsonReader.TryFind(error, "code"u8, out var code) ? (int)Number(code) : 0,
        BsonReader.TryFind(error, "errmsg"u8, out var message) && message.Type == BsonType.String ? message.AsString() : "");

    private static long Number(BsonElement element) => element.TryGetInteger(out var value) ? value : 0;
}
