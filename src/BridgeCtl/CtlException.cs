namespace BridgeCtl;

/// <summary>Ends the command with a message for people, which says what to do.</summary>
internal sealed class CtlException : Exception
{
    public CtlException() { }
    public CtlException(string message) : base(message) { }
    public CtlException(string message, Exception innerException) : base(message, innerException) { }

    public CtlException(int code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = ExitCode.NotWell;
}
