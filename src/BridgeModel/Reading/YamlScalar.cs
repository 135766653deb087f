using System.Globalization;

namespace BridgeModel.Reading;

/// <summary>A single value.</summary>
internal sealed class YamlScalar(string text, bool isPlain, int line, int column) : YamlElement(line, column, 1 + text.Length)
{
    public string Text { get; } = text;

    /// <summary>Whether YAML sees no value here: an unquoted empty text, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => isPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Kind => IsNull ? "empty" : KindOf(Text);

    public static string KindOf(string text) => text switch
    {
        "" => "an empty text",
        "true" or "false" => "true or false",
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "a whole number",
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "a number",
        _ => "a text",
    };
}
