using System.Globalization;
using OpenTelemetry.Exporter;

namespace BridgeRuntime.Telemetry;

/// <summary>
/// Where one signal goes, by the standard variables: <c>OTEL_EXPORTER_OTLP_*</c>, which OpenTelemetry reads itself, and the <c>OTEL_EXPORTER_OTLP_TRACES_*</c> and
/// <c>…_METRICS_*</c> that take their place for one signal.
/// </summary>
/// <remarks>Source: opentelemetry.io, "OpenTelemetry Protocol Exporter" and "Environment Variable Specification".</remarks>
internal static class OtlpSettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>The options of a signal; null where it is not exported.</summary>
    /// <param name="signal">Traces or metrics.</param>
    /// <param name="variable">Reads a variable of the environment; null or empty: not set.</param>
    /// <param name="problem">What is wrong with a variable, so that the signal stays off; null where nothing is.</param>
    public static OtlpExporterOptions? Read(OtlpSignal signal, Func<string, string?> variable, out string? problem)
    {
        problem = null;
        var own = $"{Prefix}{Name(signal)}_";
        if (IsDisabled(signal, variable)) return null;
        var (name, value) = Set($"{own}ENDPOINT") is { } specific ? ($"{own}ENDPOINT", specific) : ($"{Prefix}ENDPOINT", Set($"{Prefix}ENDPOINT"));
        if (value is null) return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            problem = $"{name} holds no http or https URL, so {signal.ToString().ToLowerInvariant()} are not exported. Set it to your collector's URL, such as http://collector:4317.";
            return null;
        }
        var options = new OtlpExporterOptions();
        // A signal's own endpoint is taken as it is; to the common one OpenTelemetry appends the signal's path.
        if (name.StartsWith(own, StringComparison.Ordinal)) options.Endpoint = endpoint;
        if (Set($"{own}HEADERS") is { } headers) options.Headers = headers;
        if (int.TryParse(Set($"{own}TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var timeout)) options.TimeoutMilliseconds = timeout;
        if (Protocol(Set($"{own}PROTOCOL")) is { } protocol) options.Protocol = protocol;
        return options;

        string? Set(string variableName) => string.IsNullOrWhiteSpace(variable(variableName)) ? null : variable(variableName)!.Trim();
    }

    private static bool IsDisabled(OtlpSignal signal, Func<string, string?> variable) =>
        string.Equals(variable("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase)
        || string.Equals(variable($"OTEL_{Name(signal)}_EXPORTER")?.Trim(), "none", StringComparison.OrdinalIgnoreCase);

    private static OtlpExportProtocol? Protocol(string? name) => name switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => null,
    };

    private static string Name(OtlpSignal signal) => signal == OtlpSignal.Traces ? "TRACES" : "METRICS";
}
