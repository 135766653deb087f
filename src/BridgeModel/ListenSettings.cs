namespace BridgeModel;

/// <summary>An address and a port to listen on.</summary>
public sealed record ListenSettings
{
    /// <summary>An IP address; <c>0.0.0.0</c> and <c>::</c> mean all. Default 0.0.0.0, which a pod's probes need.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>0 to 65535; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// What a call that names documents or changes what the bridge does must present, as a bearer token or in <c>X-Bridge-Token</c>: 16 printable characters or more without
    /// blanks; null: these calls are refused. Of <c>status</c> only.
    /// </summary>
    public Secret? Token { get; init; }
}
