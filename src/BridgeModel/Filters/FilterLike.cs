using System.Text;

namespace BridgeModel.Filters;

/// <summary><c>text LIKE pattern</c>, where <c>%</c> stands for any characters and <c>_</c> for one.</summary>
/// <param name="Value">The text.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="IgnoresCase"><c>ILIKE</c>.</param>
/// <param name="Escape">What takes its meaning from the character after it; null: nothing does.</param>
public sealed record FilterLike(FilterExpression Value, FilterExpression Pattern, bool IgnoresCase, Rune? Escape) : FilterExpression;
