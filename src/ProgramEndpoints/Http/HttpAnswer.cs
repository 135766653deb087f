namespace ProgramEndpoints.Http;

/// <summary>An answer to be sent: status code, content type and text.</summary>
public readonly record struct HttpAnswer(int Status, string ContentType, string Body);
