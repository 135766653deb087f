namespace MongoStandIn.Wire;

/// <summary>A command as it arrived. Its memory is the connection's buffer, valid until the answer is sent.</summary>
internal sealed class Request
{
    public required int Id { get; init; }
    public required OpCode OpCode { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The documents that came beside the body, by the argument they stand for.</summary>
    public Dictionary<string, List<ReadOnlyMemory<byte>>> Sequences { get; } = [];

    /// <summary>The database an OP_QUERY addresses; null for OP_MSG, which names it in the body.</summary>
    public string? QueryDatabase { get; init; }

    public bool HasChecksum { get; init; }

    /// <summary>The client wants no answer.</summary>
    public bool IsUnacknowledged { get; init; }
}
