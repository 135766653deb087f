using BridgeRuntime.Documents;

namespace BridgeRuntime.Preflight;

/// <summary>Something that the start checks found wrong. No secret is in the message.</summary>
/// <param name="Reason">What it is.</param>
/// <param name="Side">Where.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Collection">The one collection that cannot be served; null where nothing can.</param>
internal sealed record Problem(ProblemReason Reason, Side Side, string Message, string? Collection = null)
{
    public static Problem Of(SideException failure, string? collection = null) => new(
        failure.Reason ?? (failure.Side == Side.Mongo ? ProblemReason.MongoUnreachable : ProblemReason.BigPeerUnavailable), failure.Side, failure.Message, collection);

    /// <summary>The failure that stands for it where the start is tried again.</summary>
    public SideException ToException() => new(Side, FailureOf(Reason), Message) { Reason = Reason };

    private static SideFailure FailureOf(ProblemReason reason) => reason switch
    {
        ProblemReason.AuthenticationFailed or ProblemReason.NotAuthorized or ProblemReason.ApiKeyRefused or ProblemReason.ApiKeyLacksPermission => SideFailure.Unauthorized,
        ProblemReason.NotABigPeer => SideFailure.Protocol,
        _ => SideFailure.Unavailable,
    };
}
