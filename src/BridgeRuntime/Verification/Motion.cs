namespace BridgeRuntime.Verification;

/// <summary>Whether a difference can still go away by itself.</summary>
internal enum Motion
{
    /// <summary>The bridge may not have come to it yet.</summary>
    Moving,

    /// <summary>The bridge has looked at everything that was there by then.</summary>
    Settled,

    /// <summary>The bridge knows of it and is paused.</summary>
    Held,
}
