namespace BridgeRuntime.Status;

/// <summary>An answer to be sent: status code, content type and text.</summary>
internal readonly record struct HttpAnswer(int Status, string ContentType, string Body);
