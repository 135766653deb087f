using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>What an index is declared as.</summary>
internal sealed record IndexSpec(string Name, byte[] KeyPattern, bool IsUnique, bool IsSparse)
{
    public static readonly IndexSpec Id = new("_id_", RawDocument.Build(w => w.Int32("_id", 1)), IsUnique: false, IsSparse: false);

    public FieldPath[] Paths { get; } = ReadPaths(KeyPattern);
    public bool[] Descending { get; } = ReadDirections(KeyPattern);

    /// <summary>Whether queries leave it aside.</summary>
    public bool IsHidden { get; init; }

    /// <summary>How long after the date in its field a document is deleted; null for never.</summary>
    public long? ExpireAfterSeconds { get; init; }

    public bool IsIdIndex => Paths is [{ Text: "_id" }];

    /// <summary>Which documents the index holds; null: all.</summary>
    public PartialFilter? Partial { get; init; }

    /// <summary>How many a collection may have.</summary>
    public const int MaxPerCollection = 64;

    /// <summary>Whether another is this one.</summary>
    /// <exception cref="CommandException">It cannot be beside this one: error 85 or 86.</exception>
    public bool IsSameAs(IndexSpec other)
    {
        var sameKey = KeyPattern.AsSpan().SequenceEqual(other.KeyPattern) || (IsIdIndex && other.IsIdIndex);
        var sameOptions = HasSameContent(other);
        if (sameKey && IsIdIndex) return true;
        if (sameKey && sameOptions && Name == other.Name)
        {
            if (ExpireAfterSeconds == other.ExpireAfterSeconds) return true;
            throw new CommandException(ErrorCode.IndexOptionsConflict, $"An equivalent index already exists with the same name but different options. Requested index: {{ key: {BsonText.Document(other.KeyPattern)}, name: \"{other.Name}\" }}");
        }
        if (sameKey && sameOptions) throw new CommandException(ErrorCode.IndexOptionsConflict, $"Index already exists with a different name: {Name}");
        if (sameKey && Name != other.Name && IsUnique == other.IsUnique) return false;
        if (!sameKey && Name != other.Name) return false;
        throw new CommandException(ErrorCode.IndexKeySpecsConflict, $"An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: {{ key: {BsonText.Document(other.KeyPattern)}, name: \"{other.Name}\" }}, existing index: {{ key: {BsonText.Document(KeyPattern)}, name: \"{Name}\" }}");
    }

    /// <summary>Reads one entry of <c>createIndexes.indexes</c>; every option that is not built is refused by name.</summary>
    public static IndexSpec Parse(ReadOnlyMemory<byte> document)
    {
        string? name = null;
        byte[]? key = null;
        bool unique = false, sparse = false, hidden = false;
        PartialFilter? partial = null;
        long? expiry = null;
        foreach (var (option, value) in new RawFields(document))
        {
            switch (option)
            {
                case "key" when value.Type == BsonType.Document: key = value.Bytes.ToArray(); break;
                case "name" when value.Type == BsonType.String: name = value.AsString(); break;
                case "unique": unique = value.IsTruthy; break;
                case "sparse": sparse = value.IsTruthy; break;
                case "background" or "v": break;
                case "ns": break;
                case "collation" when value.Field("locale"u8) is { Type: BsonType.String } locale && locale.AsString() == "simple": break;
                case "hidden": hidden = value.IsTruthy; break;
                case "partialFilterExpression": partial = PartialFilter.Parse(value); break;
                case "expireAfterSeconds": expiry = Expiry(value); break;
                case "collation" or "weights" or "default_language" or "language_override"
                    or "textIndexVersion" or "2dsphereIndexVersion" or "bits" or "min" or "max" or "wildcardProjection" or "storageEngine" or "prepareUnique" or "clustered":
                    throw new CommandException(ErrorCode.InvalidOptions, $"The index option '{option}' is not supported by the stand-in.");
                default:
                    throw new CommandException(ErrorCode.InvalidIndexSpecificationOption, $"The field '{option}' is not valid for an index specification. Specification: {BsonText.Document(document)}");
            }
        }
        if (key is null) throw new CommandException(ErrorCode.FailedToParse, "The 'key' field is a required property of an index specification");
        if (name is null) throw new CommandException(ErrorCode.FailedToParse, "The 'name' field is a required property of an index specification");
        if (name.Length == 0) throw new CommandException(ErrorCode.CannotCreateIndex, "index name cannot be empty");
        Check(key, unique, sparse);
        var spec = new IndexSpec(name, key, unique, sparse) { Partial = partial, ExpireAfterSeconds = expiry, IsHidden = hidden };
        if (partial is not null && sparse) throw new CommandException(ErrorCode.CannotCreateIndex, "cannot mix \"partialFilterExpression\" and \"sparse\" options");
        if (spec.IsIdIndex && hidden) throw new CommandException(ErrorCode.BadValue, "can't hide _id index");
        if (spec.IsIdIndex && (partial is not null || expiry is not null)) throw new CommandException(ErrorCode.InvalidIndexSpecificationOption, $"The field '{(partial is null ? "expireAfterSeconds" : "partialFilterExpression")}' is not valid for an _id index specification.");
        if (expiry is not null && spec.Paths.Length > 1) throw new CommandException(ErrorCode.CannotCreateIndex, "TTL indexes are single-field indexes, compound indexes do not support TTL. Index spec: " + BsonText.Document(document));
        return spec;
    }

    /// <summary>Whether the two take up the same documents in the same way, whatever their names.</summary>
    public bool HasSameContent(IndexSpec other) =>
        IsUnique == other.IsUnique && IsSparse == other.IsSparse && (Partial?.Document ?? []).AsSpan().SequenceEqual(other.Partial?.Document ?? []);

    public void Write(BsonWriter writer)
    {
        writer.Int32("v", 2);
        writer.Document("key", KeyPattern);
        writer.String("name", Name);
        if (IsUnique) writer.Boolean("unique", true);
        if (IsSparse) writer.Boolean("sparse", true);
        if (IsHidden) writer.Boolean("hidden", true);
        if (Partial is not null) writer.Document("partialFilterExpression", Partial.Document);
        if (ExpireAfterSeconds is <= int.MaxValue and var seconds) writer.Int32("expireAfterSeconds", (int)seconds);
    }

    private static long Expiry(RawValue value)
    {
        if (!value.IsNumber) throw new CommandException(ErrorCode.CannotCreateIndex, $"TTL index 'expireAfterSeconds' option must be numeric, but received a type of '{BsonTypeAlias.Of(value.Type)}'.");
        if (!value.TryGetInteger(out var seconds)) seconds = (long)Numbers.ToDouble(value);
        if (seconds < 0) throw new CommandException(ErrorCode.CannotCreateIndex, $"TTL index 'expireAfterSeconds' option cannot be less than 0. Received {seconds}");
        return seconds <= int.MaxValue ? seconds : throw new CommandException(ErrorCode.CannotCreateIndex, $"TTL index 'expireAfterSeconds' option must be within an acceptable range, try a lower number. Received {seconds}");
    }

    private static void Check(byte[] key, bool unique, bool sparse)
    {
        var count = 0;
        var names = new HashSet<string>();
        foreach (var (name, value) in new RawFields(key))
        {
            count++;
            if (value.Type == BsonType.String) throw new CommandException(ErrorCode.CannotCreateIndex, $"The index type '{value.AsString()}' is not supported by the stand-in: only 1 and -1 are.");
            if (!value.IsNumber) throw new CommandException(ErrorCode.CannotCreateIndex, $"Values in v:2 index key pattern cannot be of type {BsonTypeAlias.Of(value.Type)}. Only numbers > 0, numbers < 0, and strings are allowed.");
            if (!value.IsTruthy || (value.Type == BsonType.Double && double.IsNaN(value.AsDouble()))) throw new CommandException(ErrorCode.CannotCreateIndex, "Values in the index key pattern cannot be 0.");
            if (name.Length == 0 || name.Split('.').Contains("")) throw new CommandException(ErrorCode.CannotCreateIndex, "Index keys cannot contain an empty field.");
            if (name.StartsWith('$') || name.Contains(".$", StringComparison.Ordinal))
                throw new CommandException(ErrorCode.CannotCreateIndex, $"Index key contains an illegal field name: field name starts with '$': {name}. Wildcard indexes are not supported by the stand-in.");
            if (!names.Add(name)) throw new CommandException(ErrorCode.BadValue, $"The field '{name}' appears in the index key pattern multiple times");
        }
        if (count == 0) throw new CommandException(ErrorCode.CannotCreateIndex, "Index keys cannot be an empty object");
        if (count > 32) throw new CommandException((ErrorCode)13103, "too many compound keys");
        if (names is { Count: 1 } && names.Contains("_id") && (unique || sparse))
            throw new CommandException(ErrorCode.InvalidIndexSpecificationOption, $"The field '{(unique ? "unique" : "sparse")}' is not valid for an _id index specification.");
    }

    private static FieldPath[] ReadPaths(byte[] key)
    {
        var paths = new List<FieldPath>();
        foreach (var field in new RawFields(key)) paths.Add(new FieldPath(field.Name));
        return [.. paths];
    }

    private static bool[] ReadDirections(byte[] key)
    {
        var directions = new List<bool>();
        foreach (var field in new RawFields(key)) directions.Add(BsonOrder.Compare(field.Value, RawValue.Of(0)) < 0);
        return [.. directions];
    }
}
