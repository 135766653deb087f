namespace Operator.Observability;

/// <summary>One of the loops that must not end before the operator does.</summary>
internal sealed record OperatorLoop(string Name, Task Running);
