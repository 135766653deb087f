namespace ControllerRuntime.Client;

/// <summary>What a failed call means for its caller.</summary>
public enum KubeErrorKind
{
    /// <summary>The server cannot be reached, or the connection broke; whether a write was done is not known.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>A watch was silent for longer than the server ever is.</summary>
    Stalled,

    /// <summary>401: the credentials are not accepted.</summary>
    Unauthorized,

    /// <summary>403: no permission.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409 <c>AlreadyExists</c>.</summary>
    AlreadyExists,

    /// <summary>409 <c>Conflict</c>: another writer was first, or owns a field.</summary>
    Conflict,

    /// <summary>410: the resource version or the continue token is too old; list again.</summary>
    Expired,

    /// <summary>422: the object breaks a rule; the causes name the fields.</summary>
    Invalid,

    /// <summary>400 and what else is the caller's fault.</summary>
    BadRequest,

    /// <summary>429: try again later.</summary>
    TooManyRequests,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>The answer is not what the API promises.</summary>
    BadAnswer,
}
