namespace MongoStandIn.Update;

/// <summary>A document after an update.</summary>
/// <param name="Document">The whole document; the same bytes as before when nothing changed.</param>
/// <param name="Changes">What changed, or null when the document was replaced.</param>
internal sealed record UpdateResult(byte[] Document, UpdateDescription? Changes);
