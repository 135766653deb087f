using System.Text.Json.Serialization.Metadata;

namespace ControllerRuntime.Objects;

/// <summary>A kind of object: where the API server keeps it and how its JSON is read.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Plural">The name in paths, such as <c>secrets</c>.</param>
/// <param name="Kind">Such as <c>Secret</c>.</param>
/// <param name="IsNamespaced">Whether objects live in namespaces.</param>
/// <param name="ObjectJson">Reads one object.</param>
/// <param name="ListJson">Reads a page of them.</param>
public sealed record ResourceType<T>(
    string Group, string Version, string Plural, string Kind, bool IsNamespaced, JsonTypeInfo<T> ObjectJson, JsonTypeInfo<KubeList<T>> ListJson) : IResourceType
    where T : class, IKubeObject
{
    /// <summary>Whether only the metadata is asked for (<c>PartialObjectMetadata</c>).</summary>
    public bool IsMetadataOnly { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The path of all objects, or of those of one namespace.</summary>
    public string PathOf(string? space)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return string.IsNullOrEmpty(space) ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(space)}/{Plural}";
    }

    /// <summary>The path of one object.</summary>
    public string PathOf(ObjectKey key) => $"{PathOf(IsNamespaced ? key.Namespace : null)}/{Uri.EscapeDataString(key.Name)}";
}
