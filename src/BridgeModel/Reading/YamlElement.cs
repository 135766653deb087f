namespace BridgeModel.Reading;

/// <summary>A node of the YAML document with its place in the file.</summary>
/// <param name="line">Line from 1.</param>
/// <param name="column">Column from 1.</param>
/// <param name="weight">Characters and nodes in it with aliases written out, which bounds what reading it can cost.</param>
internal abstract class YamlElement(int line, int column, long weight)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    public long Weight { get; } = weight;

    /// <summary>What the node is, for messages: a list, a text, a whole number and so on; never its content.</summary>
    public abstract string Kind { get; }
}
