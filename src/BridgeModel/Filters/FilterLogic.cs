namespace BridgeModel.Filters;

/// <summary><c>AND</c> or <c>OR</c>.</summary>
public sealed record FilterLogic(bool IsAnd, FilterExpression Left, FilterExpression Right) : FilterExpression;
