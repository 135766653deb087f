using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>
/// Of an object's metadata, what the operator looks at. Above all no annotations: <c>kubectl apply</c> leaves the whole object in one, and with a Secret its values.
/// </summary>
internal static class KeptMetadata
{
    public static PartialObject Of(PartialObject thing)
    {
        var all = thing.Metadata;
        var kept = new ObjectMeta { Name = all.Name, Namespace = all.Namespace, Uid = all.Uid, ResourceVersion = all.ResourceVersion, Generation = all.Generation, OwnerReferences = all.OwnerReferences };
        // Only ChildVersion reads them, and only there.
        if (all.Generation > 0) kept = kept with { Labels = all.Labels };
        return new PartialObject { Metadata = kept };
    }
}
