using System.Text.Json.Serialization;

namespace BridgeRuntime.Verification;

/// <summary>What a verification, or a resync, is doing.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VerificationState>))]
internal enum VerificationState
{
    Running,
    Done,

    /// <summary>Somebody asked for its end, or the bridge was stopped.</summary>
    Cancelled,

    /// <summary>A side did not answer for too long.</summary>
    Failed,
}
