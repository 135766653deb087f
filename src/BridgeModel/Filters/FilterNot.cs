namespace BridgeModel.Filters;

/// <summary><c>NOT</c>, also of <c>NOT IN</c>, <c>NOT BETWEEN</c> and <c>NOT LIKE</c>.</summary>
public sealed record FilterNot(FilterExpression Operand) : FilterExpression;
