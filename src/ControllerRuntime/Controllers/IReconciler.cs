using ControllerRuntime.Objects;

namespace ControllerRuntime.Controllers;

/// <summary>Makes the world agree with one object. Level-triggered: it is told only which object, and reads all else itself.</summary>
public interface IReconciler
{
    /// <summary>Is never called twice at once for one key. An exception that it throws is a bug, counted and tried again.</summary>
    Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation);
}
