namespace BridgeRuntime.Filters;

/// <summary>How two values of a document stand to each other in DQL.</summary>
internal enum ValueOrder
{
    Less,
    Equal,
    Greater,

    /// <summary>Two objects that are not equal: DQL has no order of objects that could be told (seen on the engine).</summary>
    Unequal,

    /// <summary>One of them is null.</summary>
    Null,

    /// <summary>One of them is missing, or they are of different types.</summary>
    Missing,
}
