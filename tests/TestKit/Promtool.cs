using System.ComponentModel;
using System.Diagnostics;

namespace TestKit;

/// <summary>Prometheus' own judge of metrics and rules.</summary>
public static class Promtool
{
    public const string Missing = "promtool is not installed; `make setup` installs it (Debian package prometheus).";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>The exit code and what was said; null when promtool is not installed.</returns>
    public static async Task<(int Code, string Said)?> RunAsync(IReadOnlyList<string> arguments, string input = "")
    {
        using var promtool = new Process
        {
            StartInfo = new ProcessStartInfo("promtool", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            promtool.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            var output = promtool.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = promtool.StandardError.ReadToEndAsync(deadline.Token);
            await promtool.StandardInput.WriteAsync(input);
            promtool.StandardInput.Close();
            await promtool.WaitForExitAsync(deadline.Token);
            return (promtool.ExitCode, await output + await errors);
        }
        finally
        {
            if (!promtool.HasExited) promtool.Kill(entireProcessTree: true);
        }
    }
}
