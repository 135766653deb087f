using System.Text.Json.Nodes;
using BridgeModel;

namespace Cel.Tests;

/// <summary>What the operator says of a manifest, as it does behind API servers that know no CEL.</summary>
internal static class OperatorVerdict
{
    public static IReadOnlyList<BridgeError> Of(JsonNode manifest)
    {
        var metadata = manifest["metadata"]!;
        var labels = metadata["labels"]?.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>()) ?? [];
        return BridgeResourceReader.Read(metadata["name"]!.GetValue<string>(), labels, manifest["spec"]!.ToJsonString()).Errors;
    }
}
