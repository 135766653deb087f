namespace BridgeModel.Filters;

/// <summary>Two values compared.</summary>
public sealed record FilterComparison(FilterOperator Operator, FilterExpression Left, FilterExpression Right) : FilterExpression;
