using System.Text.Json.Serialization;

namespace ControllerRuntime.Leadership;

/// <summary>Who holds a lease, and since when.</summary>
public sealed record LeaseSpec
{
    /// <summary>Empty: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>How long others wait after the last renewal that they saw.</summary>
    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    public int? LeaseTransitions { get; init; }
}
