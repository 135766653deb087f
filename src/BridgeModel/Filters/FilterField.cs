using System.Collections.Immutable;

namespace BridgeModel.Filters;

/// <summary>A value of the document, such as <c>order.lines[0].`unit price`</c>.</summary>
/// <param name="Steps">From the top of the document; at least one.</param>
public sealed record FilterField(ImmutableArray<FilterStep> Steps) : FilterExpression;
