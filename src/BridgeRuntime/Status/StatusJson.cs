using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BridgeRuntime.Control;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Status;

/// <summary>The JSON of the answers, generated at build time.</summary>
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(DeadLetterView))]
[JsonSerializable(typeof(DeadLetterReplayed))]
[JsonSerializable(typeof(MassDeleteList))]
[JsonSerializable(typeof(MassDeletePage))]
[JsonSerializable(typeof(MassDeleteReleased))]
[JsonSerializable(typeof(PauseReport))]
[JsonSerializable(typeof(ResyncReport))]
[JsonSerializable(typeof(ResyncRequest))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(VerificationRequest))]
[JsonSerializable(typeof(DifferencePage))]
[JsonSerializable(typeof(string))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>Apostrophes and umlauts stay as they are: people read this in a terminal, and no browser takes it for a page.</summary>
    public static StatusJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A text as JSON.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Readable.String);
}
