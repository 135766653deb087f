using System.Text.Json;
using System.Text.Json.Serialization;
using BridgeCtl.Kubernetes;
using BridgeCtl.Verifying;
using BridgeRuntime.Control;
using BridgeRuntime.Preflight;
using BridgeRuntime.Verification;
using ControllerRuntime.Objects;

namespace BridgeCtl;

/// <summary>What is read from and written to bridges, the API server and files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerificationDocument))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(VerificationRequest))]
[JsonSerializable(typeof(DifferencePage))]
[JsonSerializable(typeof(ResyncRequest))]
[JsonSerializable(typeof(ResyncReport))]
[JsonSerializable(typeof(IReadOnlyList<Check>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(KubeThing))]
[JsonSerializable(typeof(KubeList<KubeThing>))]
internal sealed partial class CtlJson : JsonSerializerContext;
