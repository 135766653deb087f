using System.Text.Json.Serialization;

namespace BridgeRuntime.Status;

/// <summary>The age of the oldest change that is not carried over, by direction; 0 where nothing is outstanding.</summary>
/// <param name="MongodbToBigPeerSeconds">Of changes in MongoDB.</param>
/// <param name="BigPeerToMongodbSeconds">Of changes at the Big Peer.</param>
internal sealed record LagReport(double MongodbToBigPeerSeconds, double BigPeerToMongodbSeconds)
{
    [JsonIgnore]
    public double Most => Math.Max(MongodbToBigPeerSeconds, BigPeerToMongodbSeconds);

    /// <summary>By the metrics' names of the directions.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Direction, double Seconds)> Directions =>
        [(MetricLabels.MongoToBigPeer, MongodbToBigPeerSeconds), (MetricLabels.BigPeerToMongo, BigPeerToMongodbSeconds)];
}
