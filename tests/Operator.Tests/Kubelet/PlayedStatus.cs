using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.Tests.Kubelet;

/// <summary>The status of a pod of one container, as a kubelet writes it.</summary>
internal sealed record PlayedStatus
{
    public required string Phase { get; init; }

    public string? Address { get; init; }

    /// <summary>One of <see cref="Waiting"/>, <see cref="Running"/> and <see cref="Terminated"/>; null before the pod has a node.</summary>
    public JsonObject? State { get; init; }

    public JsonObject? LastState { get; init; }

    public int Restarts { get; init; }

    public bool IsStarted { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Why no node takes the pod.</summary>
    public string? NotScheduled { get; init; }

    public static string Now() => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Waiting(string reason, string message = "") => new() { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } };

    public static JsonObject Running() => new() { ["running"] = new JsonObject { ["startedAt"] = Now() } };

    public static JsonObject Terminated(int exitCode, string message) => new()
    {
        ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["reason"] = exitCode == 0 ? "Completed" : "Error", ["message"] = message, ["startedAt"] = Now(), ["finishedAt"] = Now(), ["containerID"] = "played://1" },
    };

    public JsonObject ToPatch(JsonNode container)
    {
        var status = new JsonObject { ["phase"] = Phase };
        if (NotScheduled is not null)
        {
            status["conditions"] = new JsonArray(Condition("PodScheduled", isTrue: false, "Unschedulable", NotScheduled));
            return new JsonObject { ["status"] = status };
        }
        status["conditions"] = new JsonArray(
            Condition("PodScheduled", isTrue: true), Condition("Initialized", isTrue: true), Condition("ContainersReady", IsReady, IsReady ? null : "ContainersNotReady"), Condition("Ready", IsReady, IsReady ? null : "ContainersNotReady"));
        status["hostIP"] = "127.0.0.1";
        if (Address is not null)
        {
            status["podIP"] = Address;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address });
        }
        status["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = container["name"]!.DeepClone(),
            ["image"] = container["image"]!.DeepClone(),
            ["imageID"] = "",
            ["ready"] = IsReady,
            ["started"] = IsStarted,
            ["restartCount"] = Restarts,
            ["state"] = State?.DeepClone(),
            ["lastState"] = LastState?.DeepClone() ?? new JsonObject(),
        });
        return new JsonObject { ["status"] = status };
    }

    private static JsonObject Condition(string type, bool isTrue, string? reason = null, string? message = null)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = isTrue ? "True" : "False", ["lastTransitionTime"] = Now() };
        if (reason is not null) condition["reason"] = reason;
        if (message is not null) condition["message"] = message;
        return condition;
    }
}
