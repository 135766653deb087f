using System.Text.Json;
using System.Text.Json.Serialization;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Events;
using ControllerRuntime.Leadership;

namespace ControllerRuntime.Objects;

/// <summary>
/// How the library's own types are read and written. Their properties have setters because the source generator gives an <c>init</c> property that is missing in the
/// JSON its type's default in place of its own.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(KubeList<Lease>))]
[JsonSerializable(typeof(PartialObject))]
[JsonSerializable(typeof(KubeList<PartialObject>))]
[JsonSerializable(typeof(KubeEvent))]
[JsonSerializable(typeof(KubeList<KubeEvent>))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(ExecCredential))]
public sealed partial class KubeJson : JsonSerializerContext
{
    /// <summary>Objects of a kind of which only the metadata is fetched.</summary>
    public static ResourceType<PartialObject> MetadataOf(string group, string version, string plural, string kind) =>
        new(group, version, plural, kind, IsNamespaced: true, Default.PartialObject, Default.KubeListPartialObject) { IsMetadataOnly = true };
}
