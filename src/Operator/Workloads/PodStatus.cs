using System.Text.Json.Serialization;
using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>How a pod is.</summary>
internal sealed record PodStatus
{
    public string? Phase { get; init; }

    [JsonPropertyName("podIP")]
    public string? PodIP { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init; } = [];
}
