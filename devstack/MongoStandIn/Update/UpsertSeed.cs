using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>The document an upsert starts from: the fields that the filter holds to one value.</summary>
internal static class UpsertSeed
{
    /// <param name="filter">The filter that matched nothing.</param>
    /// <param name="onlyId">For a replacement, which takes only the <c>_id</c>.</param>
    public static byte[] From(ReadOnlyMemory<byte> filter, bool onlyId)
    {
        var fields = new List<(FieldPath Path, RawValue Value)>();
        Collect(filter, fields);
        if (onlyId) fields.RemoveAll(f => f.Path.Text != "_id");
        var target = new UpdateTarget(RawDocument.Empty);
        // The _id stands first.
        foreach (var (path, value) in fields.OrderBy(f => f.Path.Names[0] == "_id" ? 0 : 1))
        {
            foreach (var (other, _) in fields)
                if (!ReferenceEquals(other, path) && other.Names.Zip(path.Names).All(p => p.First == p.Second))
                    throw new CommandException(ErrorCode.NotSingleValueField, other.Text == path.Text
                        ? $"cannot infer query fields to set, path '{path.Text}' is matched twice"
                        : $"cannot infer query fields to set, both paths '{other.Text}' and '{path.Text}' are matched");
            target.Set(path, value);
        }
        return target.Root.ToBytes();
    }

    private static void Collect(ReadOnlyMemory<byte> filter, List<(FieldPath, RawValue)> fields)
    {
        foreach (var (name, value) in new RawFields(filter))
        {
            if (name is "$and" || (name is "$or" && RawDocument.Count(value.Bytes) == 1))
                foreach (var clause in value.Fields) Collect(clause.Value.Bytes, fields);
            if (name.StartsWith('$')) continue;
            if (!FilterParser.IsOperators(value))
            {
                if (value.Type != BsonType.RegularExpression) fields.Add((new FieldPath(name), value));
                continue;
            }
            foreach (var (op, operand) in value.Fields)
            {
                if (op == "$eq") fields.Add((new FieldPath(name), operand));
                else if (op is "$in" or "$all" && RawDocument.Values(operand.Bytes) is [var only] && only.Type != BsonType.RegularExpression && !FilterParser.IsOperators(only)) fields.Add((new FieldPath(name), only));
            }
        }
    }
}
