using System.Text.Json.Serialization;
using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>How a pod is.</summary>
internal sealed record PodStatus
{
    public string? Phase { get; set; }

    [JsonPropertyName("podIP")]
    public string? PodIP { get; set; }

    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; set; } = [];
}
