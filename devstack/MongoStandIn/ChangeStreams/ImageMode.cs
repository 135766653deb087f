namespace MongoStandIn.ChangeStreams;

/// <summary>Whether a stream gives a document beside what changed in it.</summary>
internal enum ImageMode
{
    /// <summary>Only where it is the change itself.</summary>
    None,

    /// <summary>The document as it is when the event is read (<c>updateLookup</c>).</summary>
    Lookup,

    /// <summary>The image that was kept, or null.</summary>
    WhenAvailable,

    /// <summary>The image that was kept; the stream fails when there is none.</summary>
    Required,
}
