using System.Buffers.Binary;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>
/// A place in the oplog. As text it is hexadecimal and sorts by that place: marker, time, kind, operation within a transaction, invalidation.
/// A high-water mark comes before the events of its own time.
/// </summary>
internal readonly record struct ResumeToken(BsonTimestamp Time, bool IsEvent, int Operation = 0, bool IsInvalidate = false)
{
    private const int Size = 15;
    private const byte Marker = 0x82;
    private const byte EventKind = 0x80;

    public static ResumeToken HighWaterMark(BsonTimestamp time) => new(time, IsEvent: false);

    /// <exception cref="CommandException">This is no token of this server: error 260.</exception>
    public static ResumeToken Parse(RawValue token, string option)
    {
        if (token.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, $"BSON field '$changeStream.{option}' is the wrong type '{BsonTypeAlias.Of(token.Type)}', expected type 'object'");
        var data = token.Field("_data"u8);
        Span<byte> bytes = stackalloc byte[Size];
        if (data.Type != BsonType.String || data.AsStringUtf8().Length != Size * 2
            || Convert.FromHexString(data.AsString(), bytes, out _, out _) != System.Buffers.OperationStatus.Done
            || bytes[0] != Marker || bytes[9] is not (0 or EventKind) || bytes[14] > 1)
            throw new CommandException(ErrorCode.InvalidResumeToken, $"Bad resume token: '{option}._data' is missing or was not made by this server");
        var operation = BinaryPrimitives.ReadInt32BigEndian(bytes[10..]);
        if (operation < 0) throw new CommandException(ErrorCode.InvalidResumeToken, $"Bad resume token: '{option}._data' was not made by this server");
        return new ResumeToken(BsonTimestamp.FromValue(BinaryPrimitives.ReadUInt64BigEndian(bytes[1..])), bytes[9] == EventKind, operation, bytes[14] == 1);
    }

    public void Write(BsonWriter writer, string name)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        bytes[0] = Marker;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], Time.Value);
        if (IsEvent) bytes[9] = EventKind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[10..], Operation);
        if (IsInvalidate) bytes[14] = 1;
        Span<char> text = stackalloc char[Size * 2];
        Convert.TryToHexString(bytes, text, out _);
        writer.StartDocument(name);
        writer.String("_data", text);
        writer.End();
    }
}
