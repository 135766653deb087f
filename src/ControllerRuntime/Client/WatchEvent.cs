using ControllerRuntime.Objects;

namespace ControllerRuntime.Client;

/// <summary>What a watch tells. Of a bookmark only the version counts.</summary>
public readonly record struct WatchEvent<T>(WatchEventType Type, T Object)
    where T : class, IKubeObject
{
    public string ResourceVersion => Object.Metadata.ResourceVersion ?? "";
}
