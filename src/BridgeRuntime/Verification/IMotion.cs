using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>Knows whether the bridge may still be about to carry a key over.</summary>
internal interface IMotion
{
    /// <param name="key">Which key.</param>
    /// <param name="since">When it was read.</param>
    Motion Of(DocumentKey key, DateTimeOffset since);
}
