namespace BridgeCtl.Connections;

/// <summary>A way to a bridge's status port.</summary>
internal interface IRuntimeConnection : IDisposable
{
    /// <summary>Where it leads, for messages.</summary>
    string Words { get; }

    /// <summary>What the caller must do so that the token is known.</summary>
    string TokenRemedy { get; }

    /// <param name="method">The method.</param>
    /// <param name="path">Such as <c>/status</c>.</param>
    /// <param name="body">JSON; null: none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The code and the body, whatever they are.</returns>
    Task<(int Code, byte[] Body)> CallAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation);
}
