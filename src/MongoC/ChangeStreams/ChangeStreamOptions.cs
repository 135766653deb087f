using MongoC.Bson;

namespace MongoC;

/// <summary>Where a change stream starts and how it is read. At most one of the three starts; none: now.</summary>
public sealed record ChangeStreamOptions
{
    /// <summary>A resume token (a document): the stream goes on after it. Refused by the server for the token of an invalidate event.</summary>
    public ReadOnlyMemory<byte>? ResumeAfter { get; init; }

    /// <summary>As <see cref="ResumeAfter"/>, also after an invalidate event.</summary>
    public ReadOnlyMemory<byte>? StartAfter { get; init; }

    /// <summary>The stream holds the changes from this cluster time on, itself included.</summary>
    public BsonTimestamp? StartAtOperationTime { get; init; }

    public FullDocumentMode FullDocument { get; init; }

    /// <summary>How long the server waits for a change before it answers with an empty batch.</summary>
    public TimeSpan MaxAwaitTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events a batch holds at most; null leaves it to the server.</summary>
    public int? BatchSize { get; init; }

    /// <summary>libmongoc's options.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or one is out of its range.</exception>
    internal byte[] ToNativeOptions(string parameter)
    {
        if ((ResumeAfter is null ? 0 : 1) + (StartAfter is null ? 0 : 1) + (StartAtOperationTime is null ? 0 : 1) > 1)
            throw new ArgumentException("ResumeAfter, StartAfter and StartAtOperationTime exclude each other; more than one is set.", parameter);
        if (MaxAwaitTime < TimeSpan.FromMilliseconds(1)) throw new ArgumentException($"MaxAwaitTime is {MaxAwaitTime}; it must be 1 ms or more.", parameter);
        if (BatchSize is < 1) throw new ArgumentException($"BatchSize is {BatchSize}; a batch holds at least one event.", parameter);
        if (!Enum.IsDefined(FullDocument)) throw new ArgumentException($"FullDocument is {FullDocument}, which is no mode.", parameter);
        var writer = new BsonWriter();
        if (ResumeAfter is { } resume) writer.Document("resumeAfter", resume.Span);
        if (StartAfter is { } start) writer.Document("startAfter", start.Span);
        if (StartAtOperationTime is { } time) writer.Timestamp("startAtOperationTime", time);
        if (FullDocumentName is { } mode) writer.String("fullDocument", mode);
        writer.Int64("maxAwaitTimeMS", (long)MaxAwaitTime.TotalMilliseconds);
        if (BatchSize is { } size) writer.Int32("batchSize", size);
        return writer.ToArray();
    }

    private string? FullDocumentName => FullDocument switch
    {
        FullDocumentMode.UpdateLookup => "updateLookup",
        FullDocumentMode.WhenAvailable => "whenAvailable",
        FullDocumentMode.Required => "required",
        _ => null,
    };
}
