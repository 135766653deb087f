namespace Operator.Bridges;

/// <summary>What a step found: a condition without its times.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">For people, with the remedy; no secrets.</param>
internal sealed record Verdict(string Status, string Reason, string Message)
{
    public bool IsTrue => Status == "True";

    public static Verdict Yes(string reason, string message) => new("True", reason, message);

    public static Verdict No(string reason, string message) => new("False", reason, message);

    public static Verdict Unknown(string reason, string message) => new("Unknown", reason, message);
}
