namespace BridgeModel.Filters;

/// <summary><c>IS NULL</c>, <c>IS MISSING</c> and their opposites.</summary>
public sealed record FilterIs(FilterExpression Value, bool IsMissing, bool Negated) : FilterExpression;
