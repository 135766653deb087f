using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Configuration;

/// <summary>
/// A program of the kubeconfig that prints a credential, such as a cloud's login. It runs when there is none yet, when the last one is about to expire, and
/// after a refusal. <c>https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins</c>.
/// </summary>
internal sealed class ExecPlugin(ExecPluginSpec spec, TimeProvider time) : ICredential, IClientCertificateSource, IDisposable
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EarlyBy = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private ExecCredentialStatus? _status;

    public X509Certificate2? CurrentCertificate { get; private set; }

    public async ValueTask<AuthenticationHeaderValue?> AuthorizationAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_status is null || _status.ExpirationTimestamp - EarlyBy <= time.GetUtcNow())
            {
                _status = await RunAsync(cancellation);
                if (_status is { ClientCertificateData: { } certificate, ClientKeyData: { } key }) CurrentCertificate = X509Certificate2.CreateFromPem(certificate, key);
            }
            return _status.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Refused() => _status = null;

    public void Dispose() => _one.Dispose();

    private async Task<ExecCredentialStatus> RunAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(spec.Command, spec.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = $$$"""{"apiVersion":"{{{spec.ApiVersion}}}","kind":"ExecCredential","spec":{"interactive":false}}""";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(RunLimit);
        try
        {
            using var process = Process.Start(start) ?? throw Failed("did not start");
            process.StandardInput.Close();
            try
            {
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                if (process.ExitCode != 0) throw Failed($"ended with {process.ExitCode}: {(await errors).Trim()}");
                return Read(output);
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception e)
        {
            throw Failed($"cannot be started: {e.Message}{(spec.InstallHint is { } hint ? $" {hint}" : "")}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"did not end within {RunLimit.TotalSeconds} s; it must not ask anything");
        }
    }

    // What it printed may hold a token, so no message repeats it.
    private ExecCredentialStatus Read(string output)
    {
        try
        {
            if (JsonSerializer.Deserialize(output, KubeJson.Default.ExecCredential) is { Status: { } status } credential)
            {
                if (credential.ApiVersion != spec.ApiVersion) throw Failed($"printed apiVersion {credential.ApiVersion}, the kubeconfig asks for {spec.ApiVersion}");
                if (status.Token is null && status.ClientCertificateData is null) throw Failed("printed neither a token nor a client certificate");
                return status;
            }
        }
        catch (JsonException)
        {
            throw Failed("did not print an ExecCredential in JSON");
        }
        throw Failed("printed an ExecCredential without a status");
    }

    private KubeConfigurationException Failed(string problem) => new($"the credential plugin {spec.Command} of the kubeconfig {problem}");
}
