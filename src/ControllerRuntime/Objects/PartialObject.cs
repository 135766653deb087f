namespace ControllerRuntime.Objects;

/// <summary>An object of which only the metadata is fetched, so that neither Secrets nor large specs lie in memory.</summary>
public sealed record PartialObject : IKubeObject
{
    public ObjectMeta Metadata { get; set; } = new();
}
