namespace ControllerRuntime.Informers;

/// <summary>Follows the objects of a type, whatever the type.</summary>
public interface IInformer
{
    /// <summary>Completes when the store holds all that was there.</summary>
    Task Synced { get; }

    /// <summary>Runs until it is cancelled; ends otherwise only by a bug, and then the process must end too.</summary>
    Task RunAsync(CancellationToken cancellation);
}
