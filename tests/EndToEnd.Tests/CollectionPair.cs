using TestKit;

namespace EndToEnd.Tests;

/// <summary>A collection on both sides.</summary>
internal sealed record CollectionPair(MongoCollection Mongo, BigPeerCollection BigPeer);
