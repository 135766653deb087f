using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>
/// A schema as <c>$jsonSchema</c> takes it: draft 4 with MongoDB's <c>bsonType</c> (MongoDB manual, "$jsonSchema"). A keyword says something about
/// values of its own type and lets every other value pass.
/// </summary>
internal sealed class JsonSchema(IReadOnlyList<Predicate<RawValue>> rules)
{
    /// <exception cref="Errors.CommandException">The schema holds what MongoDB refuses, or a keyword that is unknown.</exception>
    public static JsonSchema Parse(RawValue schema) => JsonSchemaParser.Parse(schema);

    public bool Allows(RawValue value)
    {
        foreach (var rule in rules)
            if (!rule(value)) return false;
        return true;
    }

    /// <summary>Equality for <c>enum</c> and <c>uniqueItems</c>: by value, whatever the order of fields.</summary>
    public static byte[] Identity(RawValue value) => KeyWriter.Encode(Ordered(value));

    private static RawValue Ordered(RawValue value)
    {
        if (value.Type == BsonType.Array) return RawValue.OfArray(RawDocument.BuildArray(RawDocument.Values(value.Bytes).ConvertAll(Ordered)));
        if (value.Type != BsonType.Document) return value;
        var fields = new List<(string Name, RawValue Value)>();
        foreach (var (name, inner) in value.Fields) fields.Add((name, Ordered(inner)));
        return RawValue.OfDocument(RawDocument.Build(w =>
        {
            foreach (var (name, inner) in fields.OrderBy(f => f.Name, StringComparer.Ordinal)) w.Raw(name, inner.Type, inner.Span);
        }));
    }
}
