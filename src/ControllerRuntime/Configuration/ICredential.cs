using System.Net.Http.Headers;

namespace ControllerRuntime.Configuration;

/// <summary>As whom the client calls, beside a certificate that the connection itself carries.</summary>
public interface ICredential
{
    /// <returns>The header of the next request; null for none.</returns>
    ValueTask<AuthenticationHeaderValue?> AuthorizationAsync(CancellationToken cancellation);

    /// <summary>The server did not accept it: what was kept is to be fetched anew.</summary>
    void Refused();
}
