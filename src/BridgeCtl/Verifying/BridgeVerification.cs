using System.Globalization;
using System.Text.Json;
using BridgeCtl.Connections;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>A verification in a running bridge.</summary>
internal sealed class BridgeVerification(RuntimeClient runtime) : IVerification
{
    private const string Path = "/control/verification";

    /// <summary>Begins one.</summary>
    /// <exception cref="CtlException">One runs already, or the request is wrong.</exception>
    public static async Task<BridgeVerification> StartAsync(RuntimeClient runtime, VerificationRequest request, CancellationToken cancellation)
    {
        await runtime.PostAsync(Path, JsonSerializer.SerializeToUtf8Bytes(request, CtlJson.Default.VerificationRequest), cancellation);
        return new BridgeVerification(runtime);
    }

    /// <summary>The one that runs, or ran last; null: none did since the bridge started.</summary>
    public static async Task<BridgeVerification?> FindAsync(RuntimeClient runtime, CancellationToken cancellation) =>
        await runtime.FindAsync(HttpMethod.Get, Path, cancellation) is null ? null : new BridgeVerification(runtime);

    public async Task<VerificationReport> ReportAsync(CancellationToken cancellation) => await runtime.FindAsync(HttpMethod.Get, Path, cancellation) is { } report
        ? report.Deserialize(CtlJson.Default.VerificationReport)!
        : throw new CtlException(ExitCode.Unreachable, "The bridge was restarted meanwhile and knows nothing of this verification. Begin again, or with --resume where a --state file was kept.");

    public Task<DifferencePage> DifferencesAsync(int from, CancellationToken cancellation) =>
        runtime.GetAsync($"{Path}/differences?from={from.ToString(CultureInfo.InvariantCulture)}", CtlJson.Default.DifferencePage, cancellation);

    public Task CancelAsync() => runtime.FindAsync(HttpMethod.Delete, Path, CancellationToken.None);
}
