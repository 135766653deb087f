namespace BridgeRuntime.Conversion;

/// <summary>A value of one side that the other cannot hold. The message names the path and the kind of value, never the value.</summary>
internal sealed class UnsupportedValueException : Exception
{
    public UnsupportedValueException() { }
    public UnsupportedValueException(string message) : base(message) { }
    public UnsupportedValueException(string message, Exception innerException) : base(message, innerException) { }
}
