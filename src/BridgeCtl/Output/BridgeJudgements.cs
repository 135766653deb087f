using System.Text.Json;
using BridgeRuntime.Preflight;

namespace BridgeCtl.Output;

/// <summary>The conditions of a running bridge as checks.</summary>
internal static class BridgeJudgements
{
    /// <summary>Bad ones with which the bridge goes on.</summary>
    private static readonly string[] Mild = ["DeadLetters", "OplogWindowShort", "Paused"];

    public static IEnumerable<Check> Of(JsonElement status)
    {
        foreach (var condition in status.GetProperty("conditions").EnumerateArray())
        {
            var (type, isTrue, reason, message) = (condition.GetProperty("type").GetString()!, condition.GetProperty("status").GetString() == "True", condition.GetProperty("reason").GetString()!, condition.GetProperty("message").GetString()!);
            var isWell = ConditionSense.IsWell(type, isTrue);
            var outcome = isWell ? CheckOutcome.Passed : Mild.Contains(type) ? CheckOutcome.Warning : CheckOutcome.Failed;
            yield return new Check($"Bridge: {type}", outcome, message.Length > 0 ? message : reason, isWell ? null : reason);
        }
    }
}
