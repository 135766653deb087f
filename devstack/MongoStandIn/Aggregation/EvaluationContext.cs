using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>What expressions may ask for: the document at hand and the variables of the operation. One per operation, not for several threads.</summary>
internal sealed class EvaluationContext(RawValue now, RawValue clusterTime)
{
    private readonly Dictionary<string, RawValue> _variables = [];

    public RawValue Root { get; private set; }

    /// <summary><c>$$NOW</c>: one value for the whole operation.</summary>
    public RawValue Now { get; } = now;

    /// <summary><c>$$CLUSTER_TIME</c>.</summary>
    public RawValue ClusterTime { get; } = clusterTime;

    /// <summary>The collections of the operation's database, for the stages that read or write others; null where there are none to reach.</summary>
    public IPipelineSource? Source { get; init; }

    public EvaluationContext For(RawValue root)
    {
        Root = root;
        return this;
    }

    public bool IsDefined(string variable) => _variables.ContainsKey(variable);

    public RawValue Variable(string name) => _variables[name];

    /// <summary>Sets a variable and gives what it was before; missing when it was not there.</summary>
    public void Define(string name, RawValue value) => _variables[name] = value;

    /// <summary>Evaluates with variables set, and sets them back.</summary>
    public RawValue With(string name, RawValue value, Expression inner)
    {
        var had = _variables.TryGetValue(name, out var before);
        _variables[name] = value;
        var result = inner.Evaluate(this);
        if (had) _variables[name] = before;
        else _variables.Remove(name);
        return result;
    }

    /// <summary>A context for a pipeline inside this one, with the variables that are set now.</summary>
    public EvaluationContext Inner()
    {
        var inner = new EvaluationContext(Now, ClusterTime) { Source = Source };
        foreach (var (name, value) in _variables) inner._variables.Add(name, value);
        return inner;
    }
}
