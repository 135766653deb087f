namespace BridgeRuntime.Status;

/// <summary>An address of the configuration cannot be listened on; the message names the option and the remedy.</summary>
internal sealed class ListenException : Exception
{
    public ListenException() { }
    public ListenException(string message) : base(message) { }
    public ListenException(string message, Exception innerException) : base(message, innerException) { }
}
