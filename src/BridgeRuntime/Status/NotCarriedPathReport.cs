namespace BridgeRuntime.Status;

/// <summary>One path whose values Ditto cannot hold.</summary>
/// <param name="Path">In dotted notation.</param>
/// <param name="Type">MongoDB's word for the type that is to blame, such as <c>binData</c>.</param>
/// <param name="Count">How often it was met; a document that is read again counts again.</param>
internal sealed record NotCarriedPathReport(string Path, string Type, long Count);
