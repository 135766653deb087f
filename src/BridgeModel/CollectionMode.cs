namespace BridgeModel;

/// <summary>How BSON values look in Ditto.</summary>
public enum CollectionMode
{
    /// <summary><c>native</c>, or <c>json</c> as another word for it: plain JSON values.</summary>
    Native = 0,

    /// <summary><c>ejson</c>: canonical Extended JSON v2.</summary>
    Ejson = 1,
}
