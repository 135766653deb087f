using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;

namespace BridgeRuntime.Verification;

/// <summary>
/// The ids of a Big Peer's collection, page by page. A comparison by <c>_id</c> sees ids of one type only (seen on the engine), so each type is paged by itself. What is left are ids
/// of several fields, booleans and what fits no mapping: these come as one list, and so does everything where the server does not know the function <c>type</c>.
/// </summary>
internal sealed class BigPeerIdPages(CollectionSettings collection, BigPeerClient client)
{
    /// <summary>Parts by the type of the id: the paged ones, and the rest.</summary>
    public const int Segments = 4;

    /// <summary>
    /// Each statement looks at the whole collection, whatever its limit (seen on the engine: 1.5 s for 60 000 documents), so there are few: this many ids take about 20 MB
    /// while they are worked on, three times as much with the longest ids.
    /// </summary>
    private const int IdsPerStatement = 200_000;

    private const int PageSize = 1000;
    private const string ObjectIdText = "_id.`$oid`";
    private const string Rest = $"type(_id) NOT IN ('string', 'integer') AND NOT (type({ObjectIdText}) = 'string')";

    private static readonly (string Type, string Expression)[] Paged = [("string", "_id"), ("integer", "_id"), ("string", ObjectIdText)];

    /// <returns>Pages with where to go on behind them; no list without an order can be gone on with in its middle.</returns>
    /// <exception cref="SideException">The Big Peer does not answer.</exception>
    public async IAsyncEnumerable<(IReadOnlyList<DittoId> Ids, KeyPosition? Position)> ReadAsync(KeyPosition from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await HasTypesAsync(cancellation))
        {
            for (var segment = from.Segment; segment < Paged.Length; segment++)
            {
                await foreach (var page in SegmentAsync(segment, segment == from.Segment ? from.After : null, cancellation)) yield return page;
            }
            foreach (var ids in Pages(await ListAsync($" WHERE {Rest}", after: null, cancellation))) yield return (ids, null);
        }
        else
        {
            foreach (var ids in Pages(await ListAsync("", after: null, cancellation))) yield return (ids, null);
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<DittoId> Ids, KeyPosition? Position)> SegmentAsync(int segment, string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (type, expression) = Paged[segment];
        while (true)
        {
            var beyond = after is null ? "" : $" AND {expression} > :after";
            var limit = IdsPerStatement.ToString(CultureInfo.InvariantCulture);
            var items = await ListAsync($" WHERE type({expression}) = '{type}'{beyond} ORDER BY {expression} LIMIT {limit}", after, cancellation);
            foreach (var ids in Pages(items))
            {
                after = ValueOf(ids[^1], expression);
                yield return (ids, new KeyPosition(KeyPhase.BigPeer, segment, after));
            }
            if (items.Count < IdsPerStatement) break;
        }
        yield return ([], new KeyPosition(KeyPhase.BigPeer, segment + 1));
    }

    private static IEnumerable<DittoId[]> Pages(IEnumerable<ReadOnlyMemory<byte>> items) => items.Select(BigPeerPass.IdOf).Chunk(PageSize);

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string condition, string? after, CancellationToken cancellation)
    {
        Action<Utf8JsonWriter>? arguments = after is null ? null : w =>
        {
            w.WritePropertyName("after"u8);
            w.WriteRawValue(after);
        };
        var answer = await client.QueryAsync(collection.IsStrict, $"SELECT _id FROM {DqlName.Quote(collection.Name)}{condition}", arguments, cancellation);
        return answer.Items;
    }

    private async Task<bool> HasTypesAsync(CancellationToken cancellation)
    {
        try
        {
            await ListAsync(" WHERE type(_id) = 'none' LIMIT 1", after: null, cancellation);
            return true;
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused)
        {
            return false;
        }
    }

    private static string ValueOf(DittoId id, string expression)
    {
        if (expression == "_id") return id.Json;
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(id.Json));
        return document.RootElement.GetProperty("$oid").GetRawText();
    }
}
