using ControllerRuntime.Objects;

namespace Operator.RuntimeStatus;

/// <summary>Of a runtime's <c>/status</c>, what the operator shows. Members that it does not know are passed over.</summary>
internal sealed record RuntimeReport
{
    public string Version { get; set; } = "";

    public double LagSeconds { get; set; }

    /// <summary>Parked documents by reason.</summary>
    public IReadOnlyDictionary<string, long> DeadLetters { get; set; } = new Dictionary<string, long>();

    public IReadOnlyList<RuntimeCollection> Collections { get; set; } = [];

    /// <summary>What keeps the bridge or a collection from working.</summary>
    public IReadOnlyList<RuntimeProblem> Problems { get; set; } = [];

    public IReadOnlyList<RuntimeSide> Sides { get; set; } = [];

    /// <summary><c>Synchronizing</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; set; } = [];
}
