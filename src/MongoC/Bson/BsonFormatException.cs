namespace MongoC.Bson;

/// <summary>Bytes that are not BSON, or text that is not Extended JSON. The message names the position, never the content.</summary>
public sealed class BsonFormatException : FormatException
{
    public BsonFormatException() { }
    public BsonFormatException(string message) : base(message) { }
    public BsonFormatException(string message, Exception innerException) : base(message, innerException) { }
}
