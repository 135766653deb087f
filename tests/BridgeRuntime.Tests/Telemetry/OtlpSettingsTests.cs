using BridgeRuntime.Telemetry;
using OpenTelemetry.Exporter;

namespace BridgeRuntime.Tests.Telemetry;

internal sealed class OtlpSettingsTests
{
    private const string Common = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OfTraces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string Collector = "http://collector:4318";

    [TestCase]
    [TestCase("OTEL_SERVICE_NAME=x")]
    [TestCase($"{Common}=  ")]
    [TestCase($"{Common}={Collector}", "OTEL_SDK_DISABLED=TRUE")]
    [TestCase($"{Common}={Collector}", "OTEL_TRACES_EXPORTER=none")]
    [TestCase("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4318/v1/metrics")]
    public void traces_are_off_unless_a_collector_is_named_for_them(params string[] environment)
    {
        Assert.That(Read(OtlpSignal.Traces, out var problem, environment), Is.Null);
        Assert.That(problem, Is.Null);
    }

    [TestCase("OTEL_TRACES_EXPORTER=none")]
    [TestCase("OTEL_SDK_DISABLED=false")]
    [TestCase($"{OfTraces}=not a url")]
    public void metrics_follow_the_common_endpoint_whatever_traces_do(string other) =>
        Assert.That(Read(OtlpSignal.Metrics, out _, $"{Common}={Collector}", other), Is.Not.Null);

    [Test]
    public void a_signals_own_variables_win_over_the_common_ones()
    {
        var options = Read(OtlpSignal.Traces, out _,
            $"{Common}={Collector}", $"{OfTraces}=https://traces.example/in", "OTEL_EXPORTER_OTLP_TRACES_HEADERS=x-key=1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=1234", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf")!;
        Assert.That((options.Endpoint.ToString(), options.Headers, options.TimeoutMilliseconds, options.Protocol),
            Is.EqualTo(("https://traces.example/in", "x-key=1", 1234, OtlpExportProtocol.HttpProtobuf)));
    }

    [TestCase("collector:4317")]
    [TestCase("/relative")]
    [TestCase("ftp://collector")]
    public void an_endpoint_that_is_no_url_is_named_with_its_remedy_and_not_repeated(string endpoint)
    {
        Assert.That(Read(OtlpSignal.Traces, out var problem, $"{Common}={endpoint}"), Is.Null);
        Assert.That(problem, Does.Contain(Common).And.Contains("http://collector:4317").And.Not.Contains(endpoint + " "));
    }

    private static OtlpExporterOptions? Read(OtlpSignal signal, out string? problem, params string[] environment)
    {
        var variables = environment.Select(e => e.Split('=', 2)).ToDictionary(e => e[0], e => e[1]);
        return OtlpSettings.Read(signal, variables.GetValueOrDefault, out problem);
    }
}
