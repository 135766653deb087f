namespace ControllerRuntime.Objects;

/// <summary>Whose child an object is: it goes with its owner.</summary>
public sealed record OwnerReference
{
    public string ApiVersion { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Name { get; init; } = "";
    public string Uid { get; init; } = "";

    /// <summary>Whether the owner is the one that manages the object; at most one owner is.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the owner, when it is deleted in the foreground, waits for the object to be gone.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
