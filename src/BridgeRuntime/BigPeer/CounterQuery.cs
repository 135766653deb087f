using System.Globalization;
using System.Text.Json;
using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>
/// Reads documents together with their counters. A plain SELECT shows the newest of a field's variants and does not tell a counter from a number that somebody
/// put in its place; a declared one shows counters and nothing else. Joined in one statement they tell, of one and the same moment.
/// </summary>
internal static class CounterQuery
{
    public static string Statement(CollectionSettings collection)
    {
        var counters = string.Join(", ", collection.Counters.Paths.Select((p, i) => $"'{i.ToString(CultureInfo.InvariantCulture)}': n.{DqlName.Quote(p)}"));
        return $"SELECT d, {{{counters}}} AS n FROM {DqlName.Quote(collection.Name)} d JOIN {TypeDeclaration.Of(collection.Name, collection.Counters)} n ON d._id = n._id WHERE d._id IN :ids";
    }

    /// <exception cref="JsonException">The item is not what the statement asks for.</exception>
    public static DocumentState Read(CollectionSettings collection, ReadOnlyMemory<byte> item)
    {
        ReadOnlyMemory<byte> document = default;
        var counters = new Dictionary<ulong, long>(collection.Counters.Paths.Count);
        var reader = new Utf8JsonReader(item.Span, DocumentStateReader.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isDocument = reader.ValueTextEquals("d"u8);
            reader.Read();
            if (!isDocument)
            {
                ReadCounters(ref reader, collection.Counters.Paths, counters);
                continue;
            }
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            document = item[start..(int)reader.BytesConsumed];
        }
        return collection.StateReader.Read(document, counters);
    }

    private static void ReadCounters(ref Utf8JsonReader reader, IReadOnlyList<FieldPath> paths, Dictionary<ulong, long> counters)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!int.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= paths.Count) throw new JsonException();
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)) counters[paths[index].Hash] = value;
            else reader.Skip();
        }
    }
}
