namespace ControllerRuntime.Objects;

/// <summary>Whose child an object is: it goes with its owner.</summary>
public sealed record OwnerReference
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Name { get; set; } = "";
    public string Uid { get; set; } = "";

    /// <summary>Whether the owner is the one that manages the object; at most one owner is.</summary>
    public bool? Controller { get; set; }

    /// <summary>Whether the owner, when it is deleted in the foreground, waits for the object to be gone.</summary>
    public bool? BlockOwnerDeletion { get; set; }
}
