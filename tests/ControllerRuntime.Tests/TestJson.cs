using System.Text.Json.Serialization;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Tests;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(KubeList<ConfigMap>))]
[JsonSerializable(typeof(NamespaceObject))]
[JsonSerializable(typeof(KubeList<NamespaceObject>))]
internal sealed partial class TestJson : JsonSerializerContext;
