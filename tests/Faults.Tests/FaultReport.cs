using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faults.Tests;

/// <summary>What a run under faults came to.</summary>
internal sealed record FaultReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public required int Seed { get; init; }

    public required double Minutes { get; init; }

    /// <summary>How many times further apart the faults were than on a machine of its own.</summary>
    public required double Pace { get; init; }

    /// <summary>By kind.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Processes of the bridges beyond the first of each.</summary>
    public required int Restarts { get; init; }

    /// <summary>Ends of a bridge's process that no fault of the schedule was.</summary>
    public required IReadOnlyList<string> Deaths { get; init; }

    public required int Documents { get; init; }

    /// <summary>Steps of documents' lives that were judged.</summary>
    public required long Steps { get; init; }

    /// <summary>Of them, begun while both sides were equal and the ledger had not recorded it.</summary>
    public required long Unrecorded { get; init; }

    public required long UserWritesInMongo { get; init; }

    public required long UserWritesAtBigPeer { get; init; }

    /// <summary>Documents that the bridges wrote, as MongoDB's oplog has it.</summary>
    public required long BridgeWritesInMongo { get; init; }

    /// <summary>Documents that the bridges wrote, by the Big Peer's answers.</summary>
    public required long BridgeWritesAtBigPeer { get; init; }

    /// <summary>By the bridges' metrics, which a kill cuts short.</summary>
    public required long Conflicts { get; init; }

    public required long Echoes { get; init; }

    public required long Reruns { get; init; }

    public required long Retries { get; init; }

    /// <summary>What became of the users' writes, by path.</summary>
    public required IReadOnlyDictionary<string, long> Verdicts { get; init; }

    /// <summary>From the end of the faults until both sides were equal.</summary>
    public required double SecondsUntilEqual { get; init; }

    public required int Losses { get; init; }

    /// <summary>Anything that must not be.</summary>
    public required IReadOnlyList<string> Objections { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options);
}
