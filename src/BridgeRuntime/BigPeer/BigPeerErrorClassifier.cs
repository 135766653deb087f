using System.Net;
using System.Security.Authentication;
using BridgeRuntime.Documents;
using BridgeRuntime.Preflight;

namespace BridgeRuntime.BigPeer;

/// <summary>What each failure of the Big Peer's HTTP API means for the caller (ditto.md §4). The one place that judges it.</summary>
internal static class BigPeerErrorClassifier
{
    public static SideException Of(HttpStatusCode status, string words, bool waitedForTransaction, TimeSpan? retryAfter = null)
    {
        var (failure, reason, remedy) = ((int)status, waitedForTransaction) switch
        {
            (400, _) => (SideFailure.Refused, null, ""),
            (401, _) => (SideFailure.Unauthorized, ProblemReason.ApiKeyRefused, " Check bigPeer.apiKey."),
            (403, _) => (SideFailure.Unauthorized, ProblemReason.ApiKeyLacksPermission, " Give the API key read and write permission for the collections."),
            (404, true) => (SideFailure.Unavailable, ProblemReason.BigPeerUnavailable, " If the endpoint is right, the node has not reached this bridge's last transaction yet. Where the Big Peer's data was reset, run drop-state."),
            (404, false) => (SideFailure.Unavailable, ProblemReason.AppUnknown, " Check the app id and the path in bigPeer.endpoint. (A Big Peer without api/v5 cannot serve dqlStrictMode: false.)"),
            (413, _) => (SideFailure.Refused, null, " The request is too large for the Big Peer or a gateway before it."),
            (408 or 429 or >= 500, _) => (SideFailure.Unavailable, ProblemReason.BigPeerUnavailable, ""),
            ( >= 300 and < 400, _) => (SideFailure.Protocol, ProblemReason.NotABigPeer, " It points elsewhere, which is not followed with an API key. Give the URL that answers itself in bigPeer.endpoint."),
            _ => (SideFailure.Protocol, (ProblemReason?)ProblemReason.NotABigPeer, " Check that bigPeer.endpoint points at a Big Peer."),
        };
        return new SideException(Side.BigPeer, failure, $"The Big Peer answered {(int)status}: {words}{remedy}") { RetryAfter = retryAfter, Reason = reason, IsBehind = status == HttpStatusCode.NotFound && waitedForTransaction };
    }

    public static SideException Of(Exception transport) => new(Side.BigPeer, SideFailure.Unavailable, transport switch
    {
        HttpRequestException { InnerException: AuthenticationException certificate } http => Unreached(http.HttpRequestError, certificate.Message),
        HttpRequestException http => Unreached(http.HttpRequestError, http.Message),
        HttpIOException broken => Unreached(broken.HttpRequestError, broken.Message),
        _ => "The Big Peer did not answer in time; whether a write took effect is not known.",
    }, transport)
    { Reason = ProblemReason.BigPeerUnreachable };

    private static string Unreached(HttpRequestError error, string words) => $"The Big Peer could not be reached ({error}: {words})";
}
