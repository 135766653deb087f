using BridgeModel;

namespace BridgeRuntime.Status;

/// <summary>What the bridge was told to do, without its secrets.</summary>
/// <param name="ConflictPolicy">The side that wins, <c>mongodb</c> or <c>bigPeer</c>.</param>
/// <param name="BigPeerEndpoint">The Big Peer's URL.</param>
/// <param name="PollIntervalSeconds">How often the Big Peer is asked.</param>
/// <param name="FullPassIntervalSeconds">How often everything is compared.</param>
/// <param name="Workers">Batches in flight at most.</param>
/// <param name="BatchSize">Keys in a batch at most.</param>
/// <param name="MassDeleteShare">The mass-delete guard's share.</param>
/// <param name="MassDeleteMinimum">The mass-delete guard's least number.</param>
/// <param name="MassDeleteWindowSeconds">How long a delete counts for the mass-delete guard.</param>
/// <param name="Collections">In the order of the configuration.</param>
internal sealed record ConfigurationReport(
    string ConflictPolicy, string BigPeerEndpoint, double PollIntervalSeconds, double FullPassIntervalSeconds, int Workers, int BatchSize,
    double MassDeleteShare, long MassDeleteMinimum, double MassDeleteWindowSeconds, IReadOnlyList<CollectionConfigurationReport> Collections)
{
    public static ConfigurationReport Of(BridgeConfiguration configuration) => new(
        configuration.ConflictPolicy == BridgeModel.ConflictPolicy.MongoDB ? "mongodb" : "bigPeer",
        configuration.BigPeer.Endpoint,
        configuration.BigPeer.PollInterval.TotalSeconds,
        configuration.BigPeer.FullPassInterval.TotalSeconds,
        configuration.Runtime.Workers,
        configuration.Runtime.BatchSize,
        configuration.MassDeleteGuard.Share,
        configuration.MassDeleteGuard.Minimum,
        configuration.MassDeleteGuard.Window.TotalSeconds,
        [.. configuration.MongoConnector.Collections.Select(c => CollectionConfigurationReport.Of(c.Key, c.Value))]);
}
