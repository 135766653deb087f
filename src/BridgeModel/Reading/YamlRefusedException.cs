namespace BridgeModel.Reading;

/// <summary>The text is not one YAML document that this reader takes. The message holds nothing of the text.</summary>
internal sealed class YamlRefusedException(string message, int line, int column) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
