using System.Text.Unicode;
using MongoC.Bson;

namespace MongoC.Tests.Bson;

/// <summary>Reads everything in a document, as a consumer that trusts nothing would.</summary>
internal static class BsonWalk
{
    /// <summary>The number of elements, all levels counted.</summary>
    /// <exception cref="BsonFormatException">The bytes are not BSON.</exception>
    public static int Count(ReadOnlySpan<byte> document, int depth = 1)
    {
        if (depth > ExtendedJson.MaxDepth) throw new BsonFormatException("Too deep.");
        var count = 0;
        foreach (var element in new BsonReader(document))
        {
            count++;
            _ = element.Name;
            switch (element.Type)
            {
                case BsonType.Document or BsonType.Array: count += Count(element.Value, depth + 1); break;
                case BsonType.String or BsonType.JavaScript or BsonType.Symbol: _ = element.AsString(); break;
                case BsonType.RegularExpression: _ = element.AsRegularExpression(); break;
                case BsonType.DBPointer: _ = element.AsDBPointer(); break;
                case BsonType.JavaScriptWithScope:
                    if (!Utf8.IsValid(element.AsJavaScriptWithScopeUtf8(out var scope))) throw new BsonFormatException("The code with scope is not UTF-8.");
                    count += Count(scope, depth + 1);
                    break;
                case BsonType.Double: _ = element.AsDouble(); break;
                case BsonType.Int32: _ = element.AsInt32(); break;
                case BsonType.Int64: _ = element.AsInt64(); break;
                case BsonType.Boolean: _ = element.AsBoolean(); break;
                case BsonType.DateTime: _ = element.AsDateTimeMilliseconds(); break;
                case BsonType.Timestamp: _ = element.AsTimestamp(); break;
                case BsonType.ObjectId: _ = element.AsObjectId(); break;
                case BsonType.Decimal128: _ = element.AsDecimal128().ToString(); break;
                case BsonType.Binary: _ = element.AsBinary(out _).Length; break;
            }
        }
        return count;
    }

    public static bool IsValid(ReadOnlySpan<byte> document) => Fault(document) is null;

    /// <summary>What is wrong with the document; null when nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> document)
    {
        try
        {
            Count(document);
            return null;
        }
        catch (BsonFormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether the walk meets code with scope before its end or its first error. libbson 1.23 validates nothing that comes after one.</summary>
    public static bool MeetsCodeWithScope(ReadOnlySpan<byte> document)
    {
        try
        {
            return FindCodeWithScope(document, depth: 1);
        }
        catch (BsonFormatException)
        {
            return false;
        }
    }

    private static bool FindCodeWithScope(ReadOnlySpan<byte> document, int depth)
    {
        foreach (var element in new BsonReader(document))
        {
            if (element.Type == BsonType.JavaScriptWithScope) return true;
            if (element.Type is BsonType.Document or BsonType.Array && depth < ExtendedJson.MaxDepth && FindCodeWithScope(element.Value, depth + 1)) return true;
        }
        return false;
    }

    /// <summary>
    /// Whether libbson 1.23 reads the document's JSON wrongly, by faults of its own: code within a scope stays a plain document when it is also in an
    /// array; code and DBPointers in an array get a stale name instead of their index, or are refused for it.
    /// </summary>
    public static bool IsMisreadByLibBson(ReadOnlySpan<byte> document, bool inScope = false, bool inArray = false)
    {
        foreach (var element in new BsonReader(document))
        {
            if (element.Type is BsonType.JavaScript or BsonType.JavaScriptWithScope && (inScope || inArray)) return true;
            if (element.Type == BsonType.DBPointer && inArray) return true;
            if (element.Type == BsonType.Document && IsMisreadByLibBson(element.Value, inScope)) return true;
            if (element.Type == BsonType.Array && IsMisreadByLibBson(element.Value, inScope, inArray: true)) return true;
            if (element.Type != BsonType.JavaScriptWithScope) continue;
            element.AsJavaScriptWithScopeUtf8(out var scope);
            if (IsMisreadByLibBson(scope, inScope: true)) return true;
        }
        return false;
    }

    /// <summary>Whether a date lies after the year 9999. libbson 1.23 writes it as an ISO-8601 text of five digits and more in the relaxed form, which the specification excludes.</summary>
    public static bool HasDateAfter9999(ReadOnlySpan<byte> document)
    {
        foreach (var element in new BsonReader(document))
        {
            if (element.Type == BsonType.DateTime && element.AsDateTimeMilliseconds() > 253402300799999) return true;
            if (element.Type is BsonType.Document or BsonType.Array && HasDateAfter9999(element.Value)) return true;
            if (element.Type != BsonType.JavaScriptWithScope) continue;
            element.AsJavaScriptWithScopeUtf8(out var scope);
            if (HasDateAfter9999(scope)) return true;
        }
        return false;
    }

    /// <summary>The document as relaxed JSON can keep it: an int64 that fits int32 becomes one.</summary>
    public static byte[] Relax(ReadOnlySpan<byte> document)
    {
        var writer = new BsonWriter();
        Relax(document, writer);
        return writer.ToArray();
    }

    private static void Relax(ReadOnlySpan<byte> document, BsonWriter writer)
    {
        foreach (var element in new BsonReader(document))
        {
            switch (element.Type)
            {
                case BsonType.Int64 when element.AsInt64() is >= int.MinValue and <= int.MaxValue:
                    writer.Int32(element.NameUtf8, (int)element.AsInt64());
                    break;
                case BsonType.Document:
                    writer.StartDocument(element.NameUtf8);
                    Relax(element.Value, writer);
                    writer.End();
                    break;
                case BsonType.Array:
                    writer.StartArray(element.NameUtf8);
                    Relax(element.Value, writer);
                    writer.End();
                    break;
                case BsonType.JavaScriptWithScope:
                    var code = element.AsJavaScriptWithScopeUtf8(out var scope);
                    writer.JavaScriptWithScope(element.NameUtf8, code, Relax(scope));
                    break;
                default:
                    writer.Raw(element.NameUtf8, element.Type, element.Value);
                    break;
            }
        }
    }
}
