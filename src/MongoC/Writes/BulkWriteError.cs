namespace MongoC;

/// <summary>One operation of a bulk the server refused.</summary>
/// <param name="Index">The operation's place in the <see cref="BulkWrite"/>.</param>
/// <param name="Code">The server's code; 11000 for a duplicate key.</param>
/// <param name="Message">What the server said; it may hold values of the user's data.</param>
/// <param name="Details">The whole error document as it came: for a duplicate key its <c>keyPattern</c> and <c>keyValue</c>.</param>
/// <param name="Transient">Whether the same operation may succeed later.</param>
public sealed record BulkWriteError(int Index, int Code, string Message, ReadOnlyMemory<byte> Details, bool Transient);
