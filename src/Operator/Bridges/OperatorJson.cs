using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ControllerRuntime.Objects;
using Operator.RuntimeStatus;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>How the operator's objects are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BigPeerDataBridge))]
[JsonSerializable(typeof(KubeList<BigPeerDataBridge>))]
[JsonSerializable(typeof(KubeSecret))]
[JsonSerializable(typeof(KubeList<KubeSecret>))]
[JsonSerializable(typeof(StatefulSet))]
[JsonSerializable(typeof(KubeList<StatefulSet>))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(KubeList<Pod>))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(KubeList<Job>))]
[JsonSerializable(typeof(RuntimeReport))]
[JsonSerializable(typeof(BridgeStatus))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OperatorJson : JsonSerializerContext;
