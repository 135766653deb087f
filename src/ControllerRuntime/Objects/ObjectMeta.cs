using System.Collections.Frozen;

namespace ControllerRuntime.Objects;

/// <summary>The metadata that every object has; of <c>ObjectMeta</c> v1, what controllers read.</summary>
public sealed record ObjectMeta
{
    public string Name { get; set; } = "";

    /// <summary>Null for objects of the cluster.</summary>
    public string? Namespace { get; set; }

    /// <summary>Never used twice, also not by an object of the same name that comes later.</summary>
    public string? Uid { get; set; }

    /// <summary>Changes with every write of the object; opaque.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Counts changes of the spec.</summary>
    public long Generation { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>Set once the object is being deleted; it goes when its finalizers are gone.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = FrozenDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Annotations { get; set; } = FrozenDictionary<string, string>.Empty;

    public IReadOnlyList<OwnerReference> OwnerReferences { get; set; } = [];

    public IReadOnlyList<string> Finalizers { get; set; } = [];
}
