using System.Collections.Immutable;

namespace BridgeModel.Filters;

/// <summary><c>value IN (a, b, …)</c>, or <c>value IN field</c> where the field holds an array.</summary>
/// <param name="Value">What is looked for.</param>
/// <param name="List">The written list; empty where <paramref name="Array"/> is given.</param>
/// <param name="Array">What gives the array; null where a list is written.</param>
public sealed record FilterIn(FilterExpression Value, ImmutableArray<FilterExpression> List, FilterExpression? Array) : FilterExpression;
