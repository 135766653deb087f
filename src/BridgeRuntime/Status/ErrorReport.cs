namespace BridgeRuntime.Status;

/// <summary>Something that went wrong; kept after it is over. It holds no secret and no document content.</summary>
/// <param name="At">When it last did, UTC.</param>
/// <param name="Message">What, for people; at most <see cref="MaxLength"/> characters.</param>
internal sealed record ErrorReport(DateTimeOffset At, string Message)
{
    /// <summary>Longer texts are cut: a status answer stays small whatever a server says.</summary>
    public const int MaxLength = 1000;

    public static ErrorReport Of(DateTimeOffset at, string message) => new(at, message.Length > MaxLength ? message[..MaxLength] : message);
}
