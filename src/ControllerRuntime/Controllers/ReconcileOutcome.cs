namespace ControllerRuntime.Controllers;

/// <summary>What became of one reconcile. Waiting is not failing, and failing is not stalled.</summary>
public sealed record ReconcileOutcome
{
    private ReconcileOutcome(ReconcileResult result, string message, TimeSpan delay) => (Result, Message, Delay) = (result, message, delay);

    /// <summary>All agrees; the next change brings the next reconcile.</summary>
    public static ReconcileOutcome Done { get; } = new(ReconcileResult.Done, "", TimeSpan.Zero);

    public ReconcileResult Result { get; }

    /// <summary>Why, for people; without secrets.</summary>
    public string Message { get; }

    /// <summary>For <see cref="ReconcileResult.After"/>.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Nothing is wrong; look again after a time, or at the next change before that.</summary>
    public static ReconcileOutcome After(TimeSpan delay) => new(ReconcileResult.After, "", delay);

    /// <summary>Try again by itself, with growing waits, for ever.</summary>
    public static ReconcileOutcome Failed(string message) => new(ReconcileResult.Failed, message, TimeSpan.Zero);

    /// <summary>Trying again would not help until the object, or one that it refers to, changes.</summary>
    public static ReconcileOutcome Stalled(string message) => new(ReconcileResult.Stalled, message, TimeSpan.Zero);

    internal static ReconcileOutcome OfBug(Exception e) => new(ReconcileResult.Bug, $"a bug: {e.GetType().Name}", TimeSpan.Zero);
}
