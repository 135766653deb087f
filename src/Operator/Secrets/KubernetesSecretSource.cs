using System.Text;
using ControllerRuntime.Client;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Observability;

namespace Operator.Secrets;

/// <summary>Reads single keys of Secrets, each time anew: no value of theirs stays in memory.</summary>
internal sealed class KubernetesSecretSource(KubeClient client, ObjectStore<PartialObject> known, OperatorMetrics metrics)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="secret">Which Secret.</param>
    /// <param name="key">Which key of its data.</param>
    /// <param name="what">What it should hold, for messages.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<SecretResult> ReadAsync(ObjectKey secret, string key, string what, CancellationToken cancellation)
    {
        // The watch tells when it appears; until then there is nothing to ask for.
        var found = known.Find(secret) is null ? null : await client.FindAsync(KubeSecret.Type, secret, cancellation);
        var result = Judge(found, secret, key, what);
        metrics.SecretRead("kubernetes", result.Value is not null);
        return result;
    }

    private static SecretResult Judge(KubeSecret? found, ObjectKey secret, string key, string what)
    {
        if (found is null) return SecretResult.Stalled(Reasons.SecretNotFound, $"Secret {secret.Name} is not there. Create it in namespace {secret.Namespace} with the key {key}, which holds {what}.");
        if (!found.Data.TryGetValue(key, out var bytes) || bytes.Length == 0)
        {
            var keys = found.Data.Count == 0 ? "it is empty" : $"it has {string.Join(", ", found.Data.Keys.Order(StringComparer.Ordinal))}";
            return SecretResult.Stalled(Reasons.SecretKeyMissing, $"Secret {secret.Name} has no key {key} with a value ({keys}). Add the key; it holds {what}.");
        }
        try
        {
            // Whoever makes a Secret from a file often leaves a line break at its end.
            return SecretResult.Of(Strict.GetString(bytes).TrimEnd('\r', '\n'));
        }
        catch (DecoderFallbackException)
        {
            return SecretResult.Stalled(Reasons.SecretKeyMissing, $"Key {key} of Secret {secret.Name} is not text. It must hold {what}.");
        }
    }
}
