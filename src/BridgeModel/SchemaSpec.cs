using System.Text.Json.Serialization;
using BridgeModel.Schemas;

namespace BridgeModel;

/// <summary>JSON Schemas that the documents of a collection must fulfil, as they stand in Ditto.</summary>
public sealed record SchemaSpec
{
    /// <summary>Stands for a version in <see cref="File"/>.</summary>
    public const string VersionPlaceholder = "{version}";

    /// <summary>A file, or files named by their version: <c>schemas/orders.v{version}.json</c>. Relative to the configuration's folder. Required.</summary>
    public string File { get; init; } = "";

    /// <summary>The top-level field that says which version a document claims. Default: there is one schema for all.</summary>
    public string? VersionField { get; init; }

    /// <summary>What becomes of a document that violates its schema. Default <see cref="InvalidDocumentPolicy.DeadLetter"/>.</summary>
    public InvalidDocumentPolicy OnInvalid { get; init; } = InvalidDocumentPolicy.DeadLetter;

    /// <summary>What the files held when the configuration was read; null where none was read.</summary>
    [JsonIgnore]
    public DocumentSchemas? Schemas { get; init; }
}
