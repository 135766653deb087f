namespace MongoC;

/// <summary>What one answer of the server brought.</summary>
/// <param name="Events">Change events as the server sent them, slices of shared memory; may be empty. Each event's <c>_id</c> is its resume token.</param>
/// <param name="ResumeToken">
/// The position after all of <paramref name="Events"/>: the server's post-batch token, else the last event's. A document. Empty when the server
/// gave no position yet (servers before 4.0.7 until the first event).
/// </param>
public sealed record ChangeStreamBatch(IReadOnlyList<ReadOnlyMemory<byte>> Events, ReadOnlyMemory<byte> ResumeToken);
