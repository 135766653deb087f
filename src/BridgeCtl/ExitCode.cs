namespace BridgeCtl;

/// <summary>What the process ends with; scripts rely on it.</summary>
internal static class ExitCode
{
    /// <summary>All is well: in step, nothing differs, every check passed, done.</summary>
    public const int Well = 0;

    /// <summary>The command worked, and what it found is not well: differences, a check that failed, a bridge that is not ready.</summary>
    public const int NotWell = 1;

    /// <summary>Wrong usage, or a configuration that cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The bridge, a side or the API server cannot be reached or does not answer as it should.</summary>
    public const int Unreachable = 3;

    /// <summary>It answers, and refuses: token, credentials, permission.</summary>
    public const int Refused = 4;

    /// <summary>Something else of the kind runs already.</summary>
    public const int Busy = 5;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
