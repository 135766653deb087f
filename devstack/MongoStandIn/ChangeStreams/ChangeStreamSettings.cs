namespace MongoStandIn.ChangeStreams;

/// <summary>What a stream was asked to tell.</summary>
/// <param name="After">Of the document after an update (<c>fullDocument</c>).</param>
/// <param name="Before">Of the document before a change (<c>fullDocumentBeforeChange</c>).</param>
/// <param name="ShowsExpandedEvents">Whether changes of definitions are told too.</param>
internal sealed record ChangeStreamSettings(ImageMode After, ImageMode Before, bool ShowsExpandedEvents);
