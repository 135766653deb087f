namespace BridgeModel.Filters;

/// <summary>The text is no filter.</summary>
/// <param name="position">Which character, from 1.</param>
/// <param name="problem">What was expected and what is there; never the content of a text literal.</param>
public sealed class FilterParseException(int position, string problem) : Exception($"at character {position}: {problem}")
{
    /// <summary>Which character of the text, from 1; one past its end where it ends too early.</summary>
    public int Position { get; } = position;
}
