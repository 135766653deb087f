namespace BridgeModel.Filters;

/// <param name="Kind">What it is.</param>
/// <param name="Text">The word, the name, the symbol, the number as written, or a text without its quotes and escapes.</param>
/// <param name="Position">Its first character, from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    /// <summary>For errors; the content of a text is not shown.</summary>
    public string Shown => Kind switch
    {
        FilterTokenKind.End => "the end of the text",
        FilterTokenKind.Text => "a text",
        FilterTokenKind.QuotedName => "a name in back-ticks",
        FilterTokenKind.Number => "a number",
        FilterTokenKind.Word when Text.Length > 40 => "a name",
        _ => $"'{Text}'",
    };

    public bool IsWord(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;
}
