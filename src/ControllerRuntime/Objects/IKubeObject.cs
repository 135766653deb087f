namespace ControllerRuntime.Objects;

/// <summary>Anything that the API server keeps.</summary>
public interface IKubeObject
{
    ObjectMeta Metadata { get; }
}
