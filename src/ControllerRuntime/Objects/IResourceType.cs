namespace ControllerRuntime.Objects;

/// <summary>A kind of object, whatever type it is read into.</summary>
public interface IResourceType
{
    string ApiVersion { get; }

    string Plural { get; }

    string Kind { get; }

    /// <summary>Whether only the metadata is asked for.</summary>
    bool IsMetadataOnly { get; }

    /// <summary>The path of one object.</summary>
    string PathOf(ObjectKey key);
}
