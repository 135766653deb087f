namespace TestKit.Network;

/// <summary>Cuts the bytes of one connection into messages, and finds the request of each answer.</summary>
internal interface IWireFormat
{
    /// <summary>The length of the first message; 0 while it is not whole.</summary>
    int LengthOf(ReadOnlySpan<byte> bytes);

    void Sent(ReadOnlyMemory<byte> message, out WireRequest? request);

    /// <summary>The request that a message of the server answers; null where there is none.</summary>
    WireRequest? Answered(ReadOnlyMemory<byte> message);
}
