namespace ControllerRuntime.Client;

/// <summary>How an object is deleted: <c>metav1.DeleteOptions</c>.</summary>
public sealed record DeleteOptions
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";

    /// <summary>Only the object that was meant is deleted, not one of the same name that came later.</summary>
    public DeletePreconditions? Preconditions { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null takes the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }
}
