namespace BridgeRuntime.Checkpoints;

/// <summary>
/// The bridge's own collections are gone from MongoDB, with the database or alone: nothing is known of what the two sides agreed on. Only a fresh start can go on.
/// </summary>
internal sealed class StateGoneException : Exception
{
    public StateGoneException() { }
    public StateGoneException(string message) : base(message) { }
    public StateGoneException(string message, Exception innerException) : base(message, innerException) { }
}
