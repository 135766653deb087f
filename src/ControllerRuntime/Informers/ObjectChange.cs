using ControllerRuntime.Objects;

namespace ControllerRuntime.Informers;

/// <summary>How an object differs from what the store held: new (<see cref="Before"/> is null), gone (<see cref="After"/> is null) or changed.</summary>
public readonly record struct ObjectChange<T>(T? Before, T? After)
    where T : class, IKubeObject
{
    /// <summary>The latest that is known of the object.</summary>
    public T Object => After ?? Before!;

    public ObjectKey Key => ObjectKey.Of(Object);
}
