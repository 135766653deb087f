using System.Text.Json.Serialization;

namespace BridgeRuntime.Status;

/// <summary>The answer of <c>/health</c>; names and words are those that users' dashboards and probes know.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Mongo"><c>connected</c> or <c>disconnected</c>.</param>
/// <param name="Ditto"><c>connected</c> or <c>disconnected</c>: the Big Peer.</param>
/// <param name="LagSeconds">The age of the oldest hint that is not yet applied, in milliseconds' precision; 0 where nothing is outstanding.</param>
internal sealed record HealthReport(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("mongodb")] string Mongo,
    [property: JsonPropertyName("ditto")] string Ditto,
    [property: JsonPropertyName("sync_lag_seconds")] double LagSeconds);
