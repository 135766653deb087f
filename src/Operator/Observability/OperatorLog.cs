using ControllerRuntime.Objects;

namespace Operator.Observability;

/// <summary>What the operator says. Event ids: 400 the program, 410 removals, 420 AWS, 430 bridges.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(400, LogLevel.Information, "The operator starts as {Identity}: API server {Server}, namespaces {Namespaces}, runtime image {Image}")]
    public static partial void Starting(this ILogger logger, string identity, Uri server, string namespaces, string image);

    [LoggerMessage(401, LogLevel.Information, "Status on port {StatusPort}, metrics on port {MetricsPort}")]
    public static partial void Listening(this ILogger logger, int statusPort, int metricsPort);

    [LoggerMessage(402, LogLevel.Information, "The operator has stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(403, LogLevel.Critical, "{Reason}")]
    public static partial void Fatal(this ILogger logger, string reason);

    [LoggerMessage(404, LogLevel.Critical, "The operator failed in a way it does not know; it ends so that a fresh start can repair it")]
    public static partial void Bug(this ILogger logger, Exception exception);

    [LoggerMessage(410, LogLevel.Information, "The state of bridge {Bridge}, which was deleted, is dropped")]
    public static partial void StateDropped(this ILogger logger, ObjectKey bridge);

    [LoggerMessage(411, LogLevel.Warning, "The state of bridge {Bridge}, which was deleted, was left where it is: {Reason}")]
    public static partial void StateLeft(this ILogger logger, ObjectKey bridge, string reason);

    [LoggerMessage(412, LogLevel.Warning, "Job {Job} could not be removed; it goes with its bridge: {Reason}")]
    public static partial void JobLeft(this ILogger logger, ObjectKey job, string reason);

    [LoggerMessage(420, LogLevel.Warning, "A secret of AWS could not be read and is tried again in {Milliseconds} ms: {Reason}: {Message}")]
    public static partial void AwsReadFailed(this ILogger logger, string reason, string message, long milliseconds);

    [LoggerMessage(421, LogLevel.Information, "AWS secret {Secret} in region {Region} has a new value; the bridges that name it are rolled")]
    public static partial void AwsSecretChanged(this ILogger logger, string secret, string region);

    [LoggerMessage(430, LogLevel.Information, "{Bridge} is ready: {Message}")]
    public static partial void Ready(this ILogger logger, ObjectKey bridge, string message);

    [LoggerMessage(431, LogLevel.Information, "{Bridge} is not ready yet: {Reason}: {Message}")]
    public static partial void NotReadyYet(this ILogger logger, ObjectKey bridge, string reason, string message);

    [LoggerMessage(432, LogLevel.Warning, "{Bridge} is not ready any more: {Reason}: {Message}")]
    public static partial void NotReadyAnyMore(this ILogger logger, ObjectKey bridge, string reason, string message);

    [LoggerMessage(433, LogLevel.Information, "{Kind} {Child} is applied")]
    public static partial void Applied(this ILogger logger, string kind, ObjectKey child);

    [LoggerMessage(434, LogLevel.Information, "{Bridge} is gone")]
    public static partial void Gone(this ILogger logger, ObjectKey bridge);
}
