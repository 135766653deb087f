namespace MongoC;

/// <summary>What kind of session to start.</summary>
public sealed record MongoSessionOptions
{
    /// <summary>Reads in the session see the session's own writes, on whatever member they run.</summary>
    public bool CausalConsistency { get; init; } = true;
}
