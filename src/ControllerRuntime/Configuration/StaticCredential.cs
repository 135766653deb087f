using System.Net.Http.Headers;

namespace ControllerRuntime.Configuration;

/// <summary>A header that never changes, or none.</summary>
internal sealed class StaticCredential(AuthenticationHeaderValue? authorization) : ICredential
{
    public static StaticCredential None { get; } = new(authorization: null);

    public ValueTask<AuthenticationHeaderValue?> AuthorizationAsync(CancellationToken cancellation) => ValueTask.FromResult(authorization);

    public void Refused()
    {
        // There is no other to be had.
    }
}
