namespace BridgeModel.Filters;

internal enum FilterTokenKind
{
    End,

    /// <summary>A keyword, a function or the name of a field.</summary>
    Word,

    /// <summary>A name in back-ticks, which is never a keyword.</summary>
    QuotedName,
    Text,
    Number,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}
