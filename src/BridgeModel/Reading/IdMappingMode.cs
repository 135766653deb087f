namespace BridgeModel.Reading;

/// <summary>How a set-up guide names the ways to make the Ditto <c>_id</c>.</summary>
internal enum IdMappingMode
{
    /// <summary>Missing or misspelt.</summary>
    Unread,

    /// <summary>MongoDB's <c>_id</c>.</summary>
    Match,

    /// <summary>One other field.</summary>
    Single,

    /// <summary>Several other fields.</summary>
    Multiple,
}
