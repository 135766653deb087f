using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>Where nothing is known of the bridge: what has not changed for a while is settled.</summary>
internal sealed class TimedMotion(TimeSpan settle, TimeProvider time) : IMotion
{
    public Motion Of(DocumentKey key, DateTimeOffset since) => time.GetUtcNow() - since >= settle ? Motion.Settled : Motion.Moving;
}
