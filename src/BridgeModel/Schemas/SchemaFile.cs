using Json.Schema;

namespace BridgeModel.Schemas;

/// <summary>One version of a schema.</summary>
/// <param name="Version">Its name; <c>1</c> where there is but one.</param>
/// <param name="Text">The file's content.</param>
/// <param name="Schema">The content, ready to judge documents.</param>
internal sealed record SchemaFile(string Version, string Text, JsonSchema Schema);
