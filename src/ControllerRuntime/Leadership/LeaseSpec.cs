using System.Text.Json.Serialization;

namespace ControllerRuntime.Leadership;

/// <summary>Who holds a lease, and since when.</summary>
public sealed record LeaseSpec
{
    /// <summary>Empty: nobody.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>How long others wait after the last renewal that they saw.</summary>
    public int? LeaseDurationSeconds { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    public int? LeaseTransitions { get; set; }
}
