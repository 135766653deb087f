using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BridgeModel;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Workloads;

namespace Operator.Secrets;

/// <summary>
/// The token that a bridge's control calls must present: 32 random bytes as base64url, made once and kept in the bridge's own Secret alone. It is read there each time, so that another
/// operator, or this one after a restart, goes on with it.
/// </summary>
internal sealed class StatusTokens(KubeClient client)
{
    private const int Bytes = 32;

    /// <summary>The token that stands in the bridge's Secret, or a new one where there is none that can be one.</summary>
    public async Task<Secret> GetAsync(ObjectKey bridge, CancellationToken cancellation) => await FindAsync(bridge, cancellation) ?? new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <returns>Null where the bridge has no token yet.</returns>
    public async Task<Secret?> FindAsync(ObjectKey bridge, CancellationToken cancellation)
    {
        var secret = await client.FindAsync(KubeSecret.Type, bridge, cancellation);
        return secret is not null && secret.Data.TryGetValue(RuntimeConfiguration.StatusTokenFile, out var token) && IsToken(token) ? new Secret(Encoding.ASCII.GetString(token)) : null;
    }

    /// <summary>One that somebody made up is replaced: it need not be random.</summary>
    private static bool IsToken(byte[] text) => Base64Url.IsValid(text, out var length) && length == Bytes && text.Length == Base64Url.GetEncodedLength(Bytes);
}
