using System.Text.Json.Serialization;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Preflight;

/// <summary>What became of one check.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    Passed,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    Failed,

    /// <summary>It could not be made because of another that failed.</summary>
    Skipped,
}
