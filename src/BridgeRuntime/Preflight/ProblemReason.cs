namespace BridgeRuntime.Preflight;

/// <summary>What keeps a bridge or one of its collections from working. The names are part of <c>/status</c> and stay as they are.</summary>
internal enum ProblemReason
{
    /// <summary>The connection string cannot be used, whatever the server does; ends the process.</summary>
    InvalidConnectionString,

    /// <summary>No fit server answers: address, name service, TLS, firewall, or it is down.</summary>
    MongoUnreachable,

    /// <summary>User, password or authSource are refused.</summary>
    AuthenticationFailed,

    /// <summary>A stand-alone server, which has no change streams.</summary>
    NotAReplicaSet,

    /// <summary>A server older than what the bridge uses.</summary>
    ServerTooOld,

    /// <summary>The database has no collection at all.</summary>
    DatabaseNotFound,

    CollectionNotFound,

    CollectionCapped,

    /// <summary>A view or a time series collection.</summary>
    NotACollection,

    /// <summary>The MongoDB user lacks privileges.</summary>
    NotAuthorized,

    /// <summary>Nothing answers at the endpoint.</summary>
    BigPeerUnreachable,

    /// <summary>Something answers that it cannot serve now.</summary>
    BigPeerUnavailable,

    /// <summary>What answers at the endpoint does not speak the HTTP API.</summary>
    NotABigPeer,

    /// <summary>401: the key is unknown or missing.</summary>
    ApiKeyRefused,

    /// <summary>403: the key is known and may not do this, or belongs to another app.</summary>
    ApiKeyLacksPermission,

    /// <summary>404: there is no such app, or no such path.</summary>
    AppUnknown,
}
