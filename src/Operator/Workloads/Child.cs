using System.Text.Json.Nodes;
using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>An object that the operator wants to be there for a bridge.</summary>
/// <param name="Type">Its kind, of which only the metadata of the answer is read.</param>
/// <param name="Body">All that the operator owns of it.</param>
internal sealed record Child(ResourceType<PartialObject> Type, JsonObject Body)
{
    public ObjectKey Key => new(Body["metadata"]!["namespace"]!.GetValue<string>(), Body["metadata"]!["name"]!.GetValue<string>());
}
