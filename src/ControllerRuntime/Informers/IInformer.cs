using ControllerRuntime.Observability;

namespace ControllerRuntime.Informers;

/// <summary>Follows the objects of a type, whatever the type.</summary>
public interface IInformer
{
    /// <summary>The plural of the type, such as <c>secrets</c>.</summary>
    string Resource { get; }

    /// <summary>Completes when the store holds all that was there.</summary>
    Task Synced { get; }

    /// <summary>Beats with all that is heard, and with each try.</summary>
    Heartbeat Heartbeat { get; }

    /// <summary>What the server refuses, such as for want of a permission; null when nothing. A server that cannot be reached refuses nothing.</summary>
    string? Refusal { get; }

    /// <summary>Runs until it is cancelled; ends otherwise only by a bug, and then the process must end too.</summary>
    Task RunAsync(CancellationToken cancellation);
}
