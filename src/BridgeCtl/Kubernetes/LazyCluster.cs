using ControllerRuntime.Client;
using ControllerRuntime.Configuration;

namespace BridgeCtl.Kubernetes;

/// <summary>A cluster that is asked only when something must be found there.</summary>
internal sealed class LazyCluster(Func<KubeAccess> open) : IDisposable
{
    private KubeAccess? _kube;

    /// <param name="space">The manifest's namespace; null: that of the command.</param>
    /// <param name="name">The Secret.</param>
    /// <param name="key">The key in it.</param>
    /// <param name="what">What it should hold, for messages.</param>
    /// <param name="variable">The environment variable that would do as well.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<string> SecretAsync(string? space, string name, string key, string what, string variable, CancellationToken cancellation)
    {
        try
        {
            _kube ??= open();
            var found = await _kube.Client.FindAsync(KubeThing.Secrets, new ControllerRuntime.Objects.ObjectKey(space ?? _kube.Namespace, name), cancellation);
            if (found?.Data is { } data && data.TryGetValue(key, out var bytes) && bytes.Length > 0) return System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
            throw new CtlException(ExitCode.Usage, found is null
                ? $"Secret {name} is not there. Create it in namespace {space ?? _kube.Namespace} with the key {key}, which holds {what}, or set {variable}."
                : $"Secret {name} of namespace {space ?? _kube.Namespace} has no key {key} with a value. Add it: it holds {what}. Or set {variable}.");
        }
        catch (KubeConfigurationException e)
        {
            throw new CtlException(ExitCode.Usage, $"The manifest leaves {what} to Secret {name}, and no cluster can be asked: {e.Message}. Set {variable}, or give a kubeconfig.", e);
        }
        catch (KubeException e)
        {
            throw new CtlException(e.Kind is KubeErrorKind.Forbidden or KubeErrorKind.Unauthorized ? ExitCode.Refused : ExitCode.Unreachable, $"{e.Message}. Secret {name} should hold {what}; {variable} would do as well.", e);
        }
    }

    /// <summary>As <see cref="SecretAsync"/>, for a value that may be missing.</summary>
    /// <returns>The value, or a sentence that says why there is none.</returns>
    public async Task<(string? Value, string Why)> FindAsync(string? space, string name, string key, CancellationToken cancellation)
    {
        try
        {
            _kube ??= open();
            var found = await _kube.Client.FindAsync(KubeThing.Secrets, new ControllerRuntime.Objects.ObjectKey(space ?? _kube.Namespace, name), cancellation);
            return found?.Data is { } data && data.TryGetValue(key, out var bytes) && bytes.Length > 0
                ? (System.Text.Encoding.UTF8.GetString(bytes), "")
                : (null, $"Secret {name} of namespace {space ?? _kube.Namespace} {(found is null ? "is not there" : $"has no key {key}")}: no operator serves this bridge yet.");
        }
        catch (Exception e) when (e is KubeConfigurationException or KubeException)
        {
            return (null, $"that cannot be read: {e.Message}.");
        }
    }

    public void Dispose() => _kube?.Dispose();
}
