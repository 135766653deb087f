using BridgeRuntime.Ledger;

namespace BridgeRuntime.Checkpoints;

/// <summary>
/// The bridge's own collections are gone from MongoDB, with the database or alone: nothing is known of what the two sides agreed on. Only a fresh start can go on.
/// </summary>
internal sealed class StateGoneException : Exception
{
    public StateGoneException() { }
    public StateGoneException(string message) : base(message) { }
    public StateGoneException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Something that must be there is not.</summary>
    /// <param name="what">Such as <c>the bridge's checkpoint</c>.</param>
    public static StateGoneException Of(string what) => new($"StateGone: {what} is gone: something dropped {StateCollections.State}, or the database, and with it all that the bridge knew. A start begins anew.");
}
