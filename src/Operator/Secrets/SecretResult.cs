using BridgeModel;
using Operator.Bridges;

namespace Operator.Secrets;

/// <summary>A secret's text, or why there is none. A problem that only a change of something can mend is stalled; another is tried again.</summary>
internal readonly record struct SecretResult(Secret? Value, Verdict? Problem, bool IsStalled)
{
    public static SecretResult Of(string text) => new(new Secret(text), null, IsStalled: false);

    public static SecretResult Stalled(string reason, string message) => new(null, Verdict.No(reason, message), IsStalled: true);

    public static SecretResult Failed(string reason, string message) => new(null, Verdict.No(reason, message), IsStalled: false);
}
