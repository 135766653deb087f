using System.Text.Json;
using System.Text.Json.Serialization;

namespace BridgeRuntime.Verification;

/// <summary>An enum as the text that its other names in JSON look like.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
