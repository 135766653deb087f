namespace Operator.Bridges;

/// <summary>One collection in the resource's status.</summary>
internal sealed record CollectionStatus(string Name, string State, long? Documents, long DeadLetters);
