using System.Text.Unicode;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>
/// What BSON allows and no JSON object can say: two fields of one name, a name that is not UTF-8, more levels than are read. Such a document is left alone
/// and parked; any guess at what it means would write over what MongoDB holds.
/// </summary>
internal static class BsonShape
{
    /// <summary>Documents and arrays within each other, the root counted.</summary>
    public static readonly int MostLevels = DocumentStateReader.ReaderOptions.MaxDepth;

    /// <summary>Names up to this number are compared where they lie; an object with more takes a set.</summary>
    private const int FewNames = 32;

    private const int RegexLevels = 2;

    /// <exception cref="BsonFormatException">The document has no form in Ditto; says why.</exception>
    public static void Check(ReadOnlySpan<byte> document) => Container(document, isArray: false, level: 1);

    private static void Container(ReadOnlySpan<byte> container, bool isArray, int level)
    {
        if (level > MostLevels) throw TooDeep();
        Span<ulong> few = stackalloc ulong[FewNames];
        HashSet<ulong>? many = null;
        var count = 0;
        foreach (var element in new BsonReader(container))
        {
            // The names of an array's elements are their places and say nothing.
            if (!isArray)
            {
                if (!Utf8.IsValid(element.NameUtf8)) throw new BsonFormatException("A field name is not UTF-8.");
                var name = StableHash.Of(element.NameUtf8);
                if (count == FewNames) many ??= [.. few];
                if (many is null ? few[..count].Contains(name) : !many.Add(name)) throw new BsonFormatException($"Two fields of one object are named '{element.Name}'.");
                if (many is null) few[count++] = name;
            }
            // In Ditto it is an object within an object.
            if (element.Type == BsonType.RegularExpression && level + RegexLevels > MostLevels) throw TooDeep();
            if (element.Type is BsonType.Document or BsonType.Array) Container(element.Value, element.Type == BsonType.Array, level + 1);
        }
    }

    private static BsonFormatException TooDeep() => new($"The document has more than {MostLevels} levels.");
}
