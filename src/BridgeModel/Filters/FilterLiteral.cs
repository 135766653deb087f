using System.Text.Json;

namespace BridgeModel.Filters;

/// <summary>A value that is written in the filter: a text, a number, true, false, null or missing.</summary>
/// <param name="Value">The value; of kind <see cref="JsonValueKind.Undefined"/> for missing.</param>
public sealed record FilterLiteral(JsonElement Value) : FilterExpression;
