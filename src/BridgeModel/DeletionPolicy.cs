namespace BridgeModel;

/// <summary>What becomes of the bridge's own collections in MongoDB when the resource is deleted.</summary>
public enum DeletionPolicy
{
    /// <summary>They stay: a bridge of the same name goes on where this one was.</summary>
    Retain,

    /// <summary>They are dropped.</summary>
    Delete,
}
