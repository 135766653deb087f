namespace ControllerRuntime.Controllers;

/// <summary>The kinds of <see cref="ReconcileOutcome"/>.</summary>
public enum ReconcileResult
{
    Done,
    After,
    Failed,
    Stalled,

    /// <summary>The reconciler threw something that it should have judged itself; tried again as <see cref="Failed"/>.</summary>
    Bug,
}
