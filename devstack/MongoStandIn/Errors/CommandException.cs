namespace MongoStandIn.Errors;

/// <summary>A command that fails with one of MongoDB's error codes. Becomes <c>{ok: 0, errmsg, code, codeName, errorLabels}</c>, or a write error of one statement.</summary>
internal sealed class CommandException(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code { get; } = code;

    /// <summary>Further fields of the error, such as the key of a duplicate.</summary>
    public Action<MongoC.Bson.BsonWriter>? Details { get; init; }

    public string CodeName => NameOf(Code);

    public static CommandException Location(int code, string message) => new((ErrorCode)code, message);

    public static string NameOf(ErrorCode code) => Enum.IsDefined(code) ? code.ToString() : $"Location{(int)code}";
}
