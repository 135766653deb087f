namespace MongoC.Bson;

/// <summary>The names that MongoDB gives the types in <c>$type</c> and in its error texts (MongoDB manual, "BSON types").</summary>
public static class BsonTypeAlias
{
    /// <summary>The alias; <c>missing</c> for <see cref="BsonType.EndOfDocument"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The byte is no BSON type.</exception>
    public static string Of(BsonType type) => type switch
    {
        BsonType.EndOfDocument => "missing",
        BsonType.Double => "double",
        BsonType.String => "string",
        BsonType.Document => "object",
        BsonType.Array => "array",
        BsonType.Binary => "binData",
        BsonType.Undefined => "undefined",
        BsonType.ObjectId => "objectId",
        BsonType.Boolean => "bool",
        BsonType.DateTime => "date",
        BsonType.Null => "null",
        BsonType.RegularExpression => "regex",
        BsonType.DBPointer => "dbPointer",
        BsonType.JavaScript => "javascript",
        BsonType.Symbol => "symbol",
        BsonType.JavaScriptWithScope => "javascriptWithScope",
        BsonType.Int32 => "int",
        BsonType.Timestamp => "timestamp",
        BsonType.Int64 => "long",
        BsonType.Decimal128 => "decimal",
        BsonType.MinKey => "minKey",
        BsonType.MaxKey => "maxKey",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No BSON type."),
    };
}
