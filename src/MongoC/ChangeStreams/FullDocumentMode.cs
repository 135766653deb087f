namespace MongoC;

/// <summary>What a change event carries of the document.</summary>
public enum FullDocumentMode
{
    /// <summary>Whole documents of inserts and replacements, the changed fields of updates.</summary>
    Default = 0,

    /// <summary>Updates also carry the document as it is when the event is read.</summary>
    UpdateLookup,

    /// <summary>Updates carry the post-image where there is one (MongoDB 6 and collections with images).</summary>
    WhenAvailable,

    /// <summary>As <see cref="WhenAvailable"/>; a missing post-image is an error.</summary>
    Required,
}
