namespace BridgeModel.Filters;

/// <summary><c>value BETWEEN least AND most</c>, both included.</summary>
public sealed record FilterBetween(FilterExpression Value, FilterExpression Least, FilterExpression Most) : FilterExpression;
