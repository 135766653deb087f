using System.Text.Json.Serialization;

namespace Benchmarks.Load;

[JsonConverter(typeof(JsonStringEnumConverter<LoadKind>))]
internal enum LoadKind
{
    /// <summary>New documents into MongoDB, as fast as it takes them.</summary>
    Insert,

    /// <summary>One field of existing documents in MongoDB, round after round.</summary>
    Update,

    /// <summary>New documents and changed ones in turn into MongoDB, at a rate; each says when it was sent.</summary>
    Steady,

    /// <summary>New documents into the Big Peer, as fast as it takes them.</summary>
    BigPeer,

    /// <summary>New documents into the Big Peer at a rate, with an eye on when MongoDB has each.</summary>
    BigPeerSteady,
}
