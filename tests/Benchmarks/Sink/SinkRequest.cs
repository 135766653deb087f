using System.Text.Json;
using Benchmarks.Load;

namespace Benchmarks.Sink;

/// <summary>One statement as it came: its text, and the documents or ids of its first argument.</summary>
internal sealed class SinkRequest
{
    private SinkRequest(byte[] body) => Body = body;

    public byte[] Body { get; }

    public string Statement { get; private set; } = "";

    public List<SinkDocument> Documents { get; } = [];

    /// <summary>The collection that the statement names, without back-ticks.</summary>
    public string Collection { get; private set; } = "";

    /// <exception cref="JsonException">It is no request.</exception>
    public static SinkRequest Read(byte[] body)
    {
        var request = new SinkRequest(body);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 400 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("statement"u8))
            {
                reader.Read();
                request.Statement = reader.GetString()!;
            }
            else if (reader.ValueTextEquals("args"u8)) request.ReadArguments(ref reader);
            else reader.Skip();
        }
        request.Collection = CollectionOf(request.Statement);
        return request;
    }

    private void ReadArguments(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray || Documents.Count > 0)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Documents.Add(ReadElement(ref reader));
        }
    }

    private static SinkDocument ReadElement(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var end = (int)reader.BytesConsumed;
            return new SinkDocument(start, end, start, end, 0, 0);
        }
        var (idStart, idEnd, round, committedAt) = (0, 0, 0L, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isRound, isTime) = (reader.ValueTextEquals("_id"u8), reader.ValueTextEquals("n"u8), reader.ValueTextEquals("t"u8));
            reader.Read();
            var at = (int)reader.TokenStartIndex;
            if (isRound && reader.TokenType == JsonTokenType.Number) round = reader.GetInt64() - LoadDocument.FirstRound;
            else if (isTime && reader.TokenType == JsonTokenType.Number) committedAt = LoadDocument.CommittedAt(reader);
            reader.Skip();
            if (isId) (idStart, idEnd) = (at, (int)reader.BytesConsumed);
        }
        return new SinkDocument(start, (int)reader.BytesConsumed, idStart, idEnd, round, committedAt);
    }

    private static string CollectionOf(string statement)
    {
        var words = statement.Split(' ', 8);
        var at = Array.FindIndex(words, w => w is "INTO" or "FROM");
        return at < 0 || at + 1 == words.Length ? "" : words[at + 1].Trim('`');
    }
}
