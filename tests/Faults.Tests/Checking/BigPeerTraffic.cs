using System.Text.Json;
using TestKit.Network;

namespace Faults.Tests.Checking;

/// <summary>Counts the documents that the bridges wrote at the Big Peer, by the Big Peer's own answers.</summary>
internal sealed class BigPeerTraffic
{
    private long _written;

    public long Written => Interlocked.Read(ref _written);

    public void See(WireRequest request, WirePoint point)
    {
        // An error of the gateway is no statement's answer.
        if (point != WirePoint.After || request.Verb is not ("insert" or "update" or "delete") || !request.Answer.Span.StartsWith("{\"transactionId\""u8)) return;
        using var answer = JsonDocument.Parse(request.Answer);
        Interlocked.Add(ref _written, answer.RootElement.GetProperty("mutatedDocumentIds").GetArrayLength());
    }
}
