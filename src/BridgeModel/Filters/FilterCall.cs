namespace BridgeModel.Filters;

/// <summary>A function of two texts.</summary>
public sealed record FilterCall(FilterFunction Function, FilterExpression Text, FilterExpression Part) : FilterExpression;
