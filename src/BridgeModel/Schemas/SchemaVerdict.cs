namespace BridgeModel.Schemas;

/// <summary>What a document's schema says of it.</summary>
/// <param name="Version">The version that was asked; <see cref="DocumentSchemas.Unknown"/> where there is none such.</param>
/// <param name="Problem">Which paths violate which keywords, never a value; null when the document is valid.</param>
public sealed record SchemaVerdict(string Version, string? Problem)
{
    /// <summary>Whether the document fulfils its schema.</summary>
    public bool IsValid => Problem is null;
}
