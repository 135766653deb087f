namespace BridgeRuntime.Checkpoints;

/// <summary>Another bridge serves a collection of this database.</summary>
internal sealed class DatabaseInUseException : Exception
{
    public DatabaseInUseException() { }
    public DatabaseInUseException(string message) : base(message) { }
    public DatabaseInUseException(string message, Exception innerException) : base(message, innerException) { }
}
