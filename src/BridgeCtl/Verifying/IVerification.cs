using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>A verification that goes on, in the bridge or in this process.</summary>
internal interface IVerification
{
    Task<VerificationReport> ReportAsync(CancellationToken cancellation);

    /// <summary>The listed differences from a number on.</summary>
    Task<DifferencePage> DifferencesAsync(int from, CancellationToken cancellation);

    /// <summary>Ends it.</summary>
    Task CancelAsync();
}
