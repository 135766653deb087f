namespace BridgeModel.Filters;

/// <summary>What a filter can ask of a text.</summary>
public enum FilterFunction
{
    /// <summary><c>starts_with(text, part)</c>.</summary>
    StartsWith,

    /// <summary><c>ends_with(text, part)</c>.</summary>
    EndsWith,

    /// <summary><c>contains(text, part)</c>.</summary>
    Contains,
}
