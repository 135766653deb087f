namespace ControllerRuntime.Client;

/// <summary>A call to the API server failed. The message never holds a credential or an object's content.</summary>
public sealed class KubeException : Exception
{
    public KubeException(KubeErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    internal KubeException(KubeErrorKind kind, string message, KubeStatus? status, TimeSpan? retryAfter)
        : base(message) => (Kind, Status, RetryAfter) = (kind, status, retryAfter);

    public KubeErrorKind Kind { get; }

    /// <summary>What the server said, where it did.</summary>
    public KubeStatus? Status { get; }

    /// <summary>When the server wants to be asked again, where it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
