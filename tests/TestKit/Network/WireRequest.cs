namespace TestKit.Network;

/// <summary>What a client asked.</summary>
/// <param name="Verb">MongoDB: the command. Big Peer: the statement's first word, in small letters.</param>
/// <param name="Target">The collection; empty where none is named.</param>
/// <param name="Message">The whole of it, as bytes.</param>
public sealed record WireRequest(string Verb, string Target, ReadOnlyMemory<byte> Message)
{
    /// <summary>The answer, once there is one.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }

    public bool Mentions(ReadOnlySpan<byte> text) => Message.Span.IndexOf(text) >= 0;
}
