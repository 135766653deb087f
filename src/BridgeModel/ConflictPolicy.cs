namespace BridgeModel;

/// <summary>Which side wins where both changed the same path of a document to different values.</summary>
public enum ConflictPolicy
{
    /// <summary><c>mongodb</c>: the value in MongoDB is kept.</summary>
    MongoDB = 0,

    /// <summary><c>bigPeer</c>: the value in the Big Peer is kept.</summary>
    BigPeer = 1,
}
