namespace TestKit;

/// <summary>The shapes in which a Big Peer's errors come (ditto.md §4).</summary>
public enum BigPeerErrorShape
{
    /// <summary>A statement's answer with <c>error.description</c>.</summary>
    Statement,

    /// <summary><c>{"message"}</c></summary>
    Message,

    /// <summary><c>{"error":{"code","message"}}</c></summary>
    Error,

    /// <summary>Plain text.</summary>
    Text,
}
