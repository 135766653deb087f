namespace BridgeRuntime.Checkpoints;

/// <summary>Another runtime has taken this one's place.</summary>
internal sealed class FencedException : Exception
{
    public FencedException() { }
    public FencedException(string message) : base(message) { }
    public FencedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Found when this one was about to save.</summary>
    public static FencedException Replaced() => new("Another runtime serves this bridge now. This one has written nothing more and ends.");
}
