namespace ProgramEndpoints.Http;

/// <summary>An address cannot be listened on; the message names the option and the remedy.</summary>
public sealed class ListenException : Exception
{
    public ListenException() { }
    public ListenException(string message) : base(message) { }
    public ListenException(string message, Exception innerException) : base(message, innerException) { }
}
