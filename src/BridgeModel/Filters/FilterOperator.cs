namespace BridgeModel.Filters;

/// <summary>How two values are compared.</summary>
public enum FilterOperator
{
    /// <summary><c>=</c>, also written <c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>, also written <c>&lt;&gt;</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,
}
