using System.Buffers;
using System.Text.Json;

namespace Benchmarks.Sink;

/// <summary>The documents that came, where they are kept at all: slices of the requests that brought them.</summary>
internal sealed class SinkStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<ulong, ReadOnlyMemory<byte>>> _collections = [];

    /// <summary>Stands for a document's id in its collection: FNV-1a over the id's text, whose few bytes make that fast enough.</summary>
    public static ulong Key(SinkRequest request, in SinkDocument document)
    {
        var hash = 14695981039346656037ul;
        foreach (var unit in request.Body.AsSpan(document.IdStart, document.IdEnd - document.IdStart)) hash = unchecked((hash ^ unit) * 1099511628211ul);
        return hash;
    }

    /// <returns>Whether the document was new; one that is there stays as it is.</returns>
    public bool AddIfAbsent(SinkRequest request, in SinkDocument document)
    {
        lock (_lock) return Of(request.Collection).TryAdd(Key(request, document), request.Body.AsMemory(document.Start, document.End - document.Start));
    }

    /// <summary>Puts the members of a document into what is there.</summary>
    /// <returns>The document as it is now.</returns>
    public ReadOnlyMemory<byte> Merge(SinkRequest request, in SinkDocument document)
    {
        var (key, sent) = (Key(request, document), request.Body.AsMemory(document.Start, document.End - document.Start));
        lock (_lock)
        {
            var documents = Of(request.Collection);
            return documents[key] = documents.TryGetValue(key, out var known) ? Merge(known, sent) : sent;
        }
    }

    public ReadOnlyMemory<byte>? Find(SinkRequest request, in SinkDocument id)
    {
        lock (_lock) return Of(request.Collection).TryGetValue(Key(request, id), out var known) ? known : (ReadOnlyMemory<byte>?)null;
    }

    public bool Remove(SinkRequest request, in SinkDocument id)
    {
        lock (_lock) return Of(request.Collection).Remove(Key(request, id));
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> All(string collection)
    {
        lock (_lock) return [.. Of(collection).Values];
    }

    /// <summary>Top-level members of the one replace those of the other.</summary>
    internal static ReadOnlyMemory<byte> Merge(ReadOnlyMemory<byte> known, ReadOnlyMemory<byte> sent)
    {
        var (olds, news) = (Members(known.Span), Members(sent.Span));
        var buffer = new ArrayBufferWriter<byte>(known.Length + sent.Length);
        foreach (var old in olds)
        {
            var at = news.FindIndex(n => sent.Span[n.Name].SequenceEqual(known.Span[old.Name]));
            Write(buffer, at < 0 ? known.Span[old.Whole] : sent.Span[news[at].Whole]);
            if (at >= 0) news.RemoveAt(at);
        }
        foreach (var added in news) Write(buffer, sent.Span[added.Whole]);
        buffer.Write(buffer.WrittenCount == 0 ? "{}"u8 : "}"u8);
        return buffer.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> member)
    {
        buffer.Write(buffer.WrittenCount == 0 ? "{"u8 : ","u8);
        buffer.Write(member);
    }

    /// <summary>Where each member's name lies, and name and value together.</summary>
    private static List<(Range Name, Range Whole)> Members(ReadOnlySpan<byte> json)
    {
        var members = new List<(Range Name, Range Whole)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 400 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = start..(start + reader.ValueSpan.Length + 2);
            reader.Read();
            reader.Skip();
            members.Add((name, start..(int)reader.BytesConsumed));
        }
        return members;
    }

    private Dictionary<ulong, ReadOnlyMemory<byte>> Of(string collection) =>
        _collections.TryGetValue(collection, out var documents) ? documents : _collections[collection] = [];
}
