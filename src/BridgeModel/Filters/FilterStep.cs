namespace BridgeModel.Filters;

/// <summary>One step of a path: a member of an object, or an element of an array.</summary>
/// <param name="Name">The member's name; null for an element.</param>
/// <param name="Index">The element's place from 0; of no meaning for a member.</param>
public readonly record struct FilterStep(string? Name, int Index = 0);
