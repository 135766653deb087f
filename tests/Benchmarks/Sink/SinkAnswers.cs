using System.Buffers;
using System.Globalization;
using System.Text;

namespace Benchmarks.Sink;

/// <summary>
/// Answers statements as a Big Peer does, and does as little as it can. A sink that keeps nothing acknowledges every document of an INSERT as new and knows of no document
/// when it is asked; that is all that a stream of new documents needs. What is changed must be known: a sink that keeps documents answers an upsert with the document as it
/// is then, and finds it when asked. What the bridge never says is refused.
/// </summary>
/// <param name="store">Null: nothing is kept.</param>
internal sealed class SinkAnswers(SinkStore? store)
{
    private long _transaction;

    /// <returns>The body, and whether the statement writes documents; null for a statement that is not known here.</returns>
    public (byte[] Body, bool Writes)? Answer(SinkRequest request)
    {
        var statement = request.Statement;
        var returns = statement.EndsWith("RETURNING *", StringComparison.Ordinal);
        List<ReadOnlyMemory<byte>> items = [], mutated = [];
        if (statement.StartsWith("INSERT INTO ", StringComparison.Ordinal))
        {
            var keeps = statement.EndsWith("DO NOTHING", StringComparison.Ordinal);
            foreach (var document in request.Documents)
            {
                if (store is null || !keeps || store.AddIfAbsent(request, document)) mutated.Add(request.Body.AsMemory(document.IdStart, document.IdEnd - document.IdStart));
                if (keeps) continue;
                var now = store?.Merge(request, document) ?? request.Body.AsMemory(document.Start, document.End - document.Start);
                if (returns) items.Add(now);
            }
            return (Body(Interlocked.Increment(ref _transaction), "mutation", items, mutated), true);
        }
        if (statement.StartsWith("DELETE FROM ", StringComparison.Ordinal) && statement.Contains(" WHERE _id IN :ids", StringComparison.Ordinal))
        {
            foreach (var id in request.Documents)
            {
                if (returns && store?.Find(request, id) is { } gone) items.Add(gone);
                if (store?.Remove(request, id) == true) mutated.Add(request.Body.AsMemory(id.Start, id.End - id.Start));
            }
            return (Body(Interlocked.Increment(ref _transaction), "mutation", items, mutated), false);
        }
        if (statement.StartsWith("SELECT _id FROM ", StringComparison.Ordinal))
        {
            IEnumerable<ReadOnlyMemory<byte>> all = store?.All(request.Collection) ?? [];
            items = [.. (statement.EndsWith(" LIMIT 1", StringComparison.Ordinal) ? all.Take(1) : all).Select(IdAlone)];
        }
        else if (statement.StartsWith("SELECT * FROM ", StringComparison.Ordinal) && statement.EndsWith(" WHERE _id IN :ids", StringComparison.Ordinal))
        {
            foreach (var id in request.Documents)
            {
                if (store?.Find(request, id) is { } known) items.Add(known);
            }
        }
        else return null;
        return (Body(Interlocked.Read(ref _transaction), "select", items, mutated), false);
    }

    /// <summary>The error of a statement that nobody here understands.</summary>
    public static byte[] Refusal(string statement) => Encoding.UTF8.GetBytes(
        $$"""{"transactionId":0,"queryType":"unknown","items":[],"mutatedDocumentIds":[],"error":{"description":{{System.Text.Json.JsonSerializer.Serialize($"the benchmarks' sink does not know: {statement}")}}},"warnings":[],"totalWarningsCount":0}""");

    private static ReadOnlyMemory<byte> IdAlone(ReadOnlyMemory<byte> document)
    {
        var reader = new System.Text.Json.Utf8JsonReader(document.Span);
        reader.Read();
        while (reader.Read() && !reader.ValueTextEquals("_id"u8)) reader.Skip();
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetBytes($$"""{"_id":{{Encoding.UTF8.GetString(document.Span[start..(int)reader.BytesConsumed])}}}""");
    }

    private static byte[] Body(long transaction, string type, List<ReadOnlyMemory<byte>> items, List<ReadOnlyMemory<byte>> mutated)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + items.Sum(i => i.Length + 1) + mutated.Sum(m => m.Length + 1));
        buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"transactionId\":{transaction},\"queryType\":\"{type}\",\"items\":[")));
        Join(buffer, items);
        buffer.Write("],\"mutatedDocumentIds\":["u8);
        Join(buffer, mutated);
        buffer.Write("],\"error\":{},\"warnings\":[],\"totalWarningsCount\":0}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Join(ArrayBufferWriter<byte> buffer, List<ReadOnlyMemory<byte>> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            buffer.Write(texts[i].Span);
        }
    }
}
