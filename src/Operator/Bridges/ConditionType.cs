namespace Operator.Bridges;

/// <summary>The conditions of a bridge, in the order in which one needs the other.</summary>
internal static class ConditionType
{
    public const string Accepted = "Accepted";
    public const string SecretsResolved = "SecretsResolved";
    public const string RuntimeDeployed = "RuntimeDeployed";
    public const string Synchronizing = "Synchronizing";

    /// <summary>The sum of the others.</summary>
    public const string Ready = "Ready";

    public static IReadOnlyList<string> Steps { get; } = [Accepted, SecretsResolved, RuntimeDeployed, Synchronizing];
}
