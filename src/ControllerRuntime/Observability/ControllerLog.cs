using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Observability;

/// <summary>What the library says. Event ids: 300 reconciles, 310 informers, 320 leadership, 330 events.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(300, LogLevel.Warning, "{Object} has failed and is tried again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void Failed(this ILogger logger, ObjectKey @object, long delayMilliseconds, string reason);

    [LoggerMessage(301, LogLevel.Warning, "{Object} is stalled until it, or what it refers to, changes: {Reason}")]
    public static partial void Stalled(this ILogger logger, ObjectKey @object, string reason);

    [LoggerMessage(302, LogLevel.Error, "The reconcile of {Object} failed in a way it does not know")]
    public static partial void ReconcilerBug(this ILogger logger, ObjectKey @object, Exception exception);

    [LoggerMessage(303, LogLevel.Debug, "{Object} is reconciled: {Outcome}, in {Milliseconds} ms")]
    public static partial void Reconciled(this ILogger logger, ObjectKey @object, ReconcileResult outcome, long milliseconds);

    [LoggerMessage(310, LogLevel.Warning, "Following {Resource} is interrupted and goes on: {Reason}")]
    public static partial void InformerRetries(this ILogger logger, string resource, string reason);

    [LoggerMessage(320, LogLevel.Information, "{Identity} leads: it holds lease {Lease}")]
    public static partial void LeadershipTaken(this ILogger logger, ObjectKey lease, string identity);

    [LoggerMessage(321, LogLevel.Information, "Lease {Lease} is let go of")]
    public static partial void LeadershipReleased(this ILogger logger, ObjectKey lease);

    [LoggerMessage(322, LogLevel.Warning, "Lease {Lease} cannot be read or written: {Reason}")]
    public static partial void LeaseNotReached(this ILogger logger, ObjectKey lease, string reason);

    [LoggerMessage(330, LogLevel.Warning, "An event about {Object} is not told: {Reason}")]
    public static partial void EventLost(this ILogger logger, ObjectKey @object, string reason);
}
