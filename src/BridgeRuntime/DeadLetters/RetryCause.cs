namespace BridgeRuntime.DeadLetters;

/// <summary>Why a parked document is tried again though nobody changed it.</summary>
internal enum RetryCause
{
    /// <summary>It is time.</summary>
    Schedule,

    /// <summary>A person asked for it.</summary>
    Request,

    /// <summary>Its collection is looked through.</summary>
    Sweep,
}
