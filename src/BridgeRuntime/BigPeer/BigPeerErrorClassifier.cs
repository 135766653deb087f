using System.Net;
using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>What each failure of the Big Peer's HTTP API means for the caller (ditto.md §4). The one place that judges it.</summary>
internal static class BigPeerErrorClassifier
{
    public static SideException Of(HttpStatusCode status, string words, bool waitedForTransaction, TimeSpan? retryAfter = null)
    {
        var (failure, remedy) = ((int)status, waitedForTransaction) switch
        {
            (400, _) => (SideFailure.Refused, ""),
            (401, _) => (SideFailure.Unauthorized, " Check bigPeer.apiKey."),
            (403, _) => (SideFailure.Unauthorized, " Give the API key read and write permission for the collections."),
            (404, true) => (SideFailure.Unavailable, " If the endpoint is right, the node has not reached this bridge's last transaction yet. Where the Big Peer's data was reset, drop the bridge's __ditto_connector_ collections."),
            (404, false) => (SideFailure.Unavailable, " Check the app id and the path in bigPeer.endpoint."),
            (413, _) => (SideFailure.Refused, " The request is too large for the Big Peer or a gateway before it."),
            (408 or 429 or >= 500, _) => (SideFailure.Unavailable, ""),
            _ => (SideFailure.Protocol, " Check that bigPeer.endpoint points at a Big Peer."),
        };
        return new SideException(Side.BigPeer, failure, $"The Big Peer answered {(int)status}: {words}{remedy}") { RetryAfter = retryAfter };
    }

    public static SideException Of(Exception transport) => new(
        Side.BigPeer, SideFailure.Unavailable,
        transport is HttpRequestException http ? $"The Big Peer could not be reached ({http.HttpRequestError}: {http.Message})" : "The Big Peer did not answer in time; whether a write took effect is not known.",
        transport);
}
