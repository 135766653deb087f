using MongoC.Bson;

namespace BridgeRuntime.Mongo;

/// <summary>
/// What a validator objects to, from <c>errInfo</c> of code 121 (MongoDB 5.0 and newer): names of operators and fields. Its <c>consideredValue</c>, <c>specifiedAs</c> and the like hold
/// values of the user's data or of the validator, and are left out.
/// </summary>
internal static class ValidatorWords
{
    /// <summary>More would make the message a document of its own.</summary>
    private const int MostNames = 10;

    /// <summary>As deep as a validator's answer is read.</summary>
    private const int MostDepth = 20;

    /// <summary>Such as <c> (properties: 'year'; required: 'make')</c>; empty where the server tells nothing.</summary>
    public static string Of(ReadOnlyMemory<byte> error)
    {
        if (BsonDocuments.Nested(error, "errInfo") is not { } info || BsonDocuments.Nested(info, "details") is not { } details) return "";
        var found = new List<(string Operator, string Field)>();
        Collect(details, "", found, 0);
        var words = found.Distinct().Take(MostNames).GroupBy(f => f.Operator).Select(g => $"{g.Key}: {string.Join(", ", g.Select(f => $"'{f.Field}'"))}").ToList();
        return words.Count == 0 ? "" : $" ({string.Join("; ", words)})";
    }

    private static void Collect(ReadOnlyMemory<byte> node, string @operator, List<(string Operator, string Field)> found, int depth)
    {
        if (depth > MostDepth) return;
        @operator = BsonDocuments.Text(node, "operatorName") ?? @operator;
        if (BsonDocuments.Text(node, "propertyName") is { } property) found.Add((@operator, property));
        if (BsonDocuments.Nested(node, "missingProperties") is { } missing)
        {
            foreach (var name in new BsonReader(missing))
            {
                if (name.Type == BsonType.String) found.Add((@operator, name.AsString()));
            }
        }
        foreach (var member in new BsonReader(node.Span))
        {
            if (member.Type is not (BsonType.Document or BsonType.Array) || member.Name is "missingProperties" or "specifiedAs" or "consideredValue" or "consideredValues") continue;
            Collect(member.Value.ToArray(), @operator, found, depth + 1);
        }
    }
}
