namespace ControllerRuntime.Objects;

/// <summary>Which object of a type: its namespace (empty for objects of the cluster) and name.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public static ObjectKey Of(IKubeObject thing) => new(thing.Metadata.Namespace ?? "", thing.Metadata.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
