namespace BridgeModel;

/// <summary>One thing that is wrong with a configuration or a spec. It never holds a secret's text.</summary>
/// <param name="Path">Where, as <c>mongoConnector.collections.tasks.fields[0]</c>; empty for the whole document.</param>
/// <param name="Line">Line in the file from 1; 0 when there is no file.</param>
/// <param name="Column">Column in the line from 1; 0 when there is no file.</param>
/// <param name="Message">What is wrong and what to do, as one line that goes on from the path.</param>
public sealed record BridgeError(string Path, int Line, int Column, string Message)
{
    /// <summary><c>path (line n): message</c>; the line only where it is known.</summary>
    public override string ToString()
    {
        var place = Path.Length == 0 ? "configuration" : Path;
        return Line > 0 ? $"{place} (line {Line}): {Message}" : $"{place}: {Message}";
    }

    /// <summary>All errors, one per line, each as <see cref="ToString"/> has it.</summary>
    public static string Format(IEnumerable<BridgeError> errors) => string.Join('\n', errors);
}
