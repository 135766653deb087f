namespace BridgeRuntime.Telemetry;

/// <summary>What is exported.</summary>
internal enum OtlpSignal
{
    Traces,
    Metrics,
}
