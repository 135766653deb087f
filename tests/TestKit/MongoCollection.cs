using MongoC;
using MongoC.Bson;

namespace TestKit;

/// <summary>One collection of MongoDB as a user sees it. Documents, filters and updates are Extended JSON.</summary>
public sealed class MongoCollection(MongoClient client, string database, string name)
{
    private static readonly byte[] Empty = [5, 0, 0, 0, 0];

    public string Name => name;

    public async Task InsertAsync(params IEnumerable<string> documents)
    {
        var bulk = new BulkWrite();
        foreach (var document in documents) bulk.Insert(ExtendedJson.Parse(document));
        Check(await client.BulkWriteAsync(database, name, bulk, ordered: false), bulk.Count);
    }

    /// <param name="id">The <c>_id</c> as Extended JSON.</param>
    /// <param name="update">Update operators.</param>
    public Task UpdateAsync(string id, string update) => UpdateAsync([(id, update)]);

    public async Task UpdateAsync(IEnumerable<(string Id, string Update)> updates)
    {
        var bulk = new BulkWrite();
        foreach (var (id, update) in updates) bulk.UpdateOne(Filter(id), ExtendedJson.Parse(update));
        var result = Check(await client.BulkWriteAsync(database, name, bulk, ordered: false), bulk.Count);
        if (result.Matched != bulk.Count) throw new InvalidOperationException($"{bulk.Count - result.Matched} of {bulk.Count} documents are not there.");
    }

    public async Task ReplaceAsync(string id, string document)
    {
        var result = Check(await client.BulkWriteAsync(database, name, new BulkWrite().ReplaceOne(Filter(id), ExtendedJson.Parse(document)), ordered: true), 1);
        if (result.Matched != 1) throw new InvalidOperationException($"{name} has no document {id}.");
    }

    public async Task DeleteAsync(params IEnumerable<string> ids)
    {
        var bulk = new BulkWrite();
        foreach (var id in ids) bulk.DeleteOne(Filter(id));
        var result = Check(await client.BulkWriteAsync(database, name, bulk, ordered: false), bulk.Count);
        if (result.Deleted != bulk.Count) throw new InvalidOperationException($"{bulk.Count - result.Deleted} of {bulk.Count} documents are not there.");
    }

    /// <summary>The document as canonical Extended JSON, its members in MongoDB's order; null when there is none.</summary>
    public async Task<string?> FindAsync(string id) => (await FindAsync(filter: $$"""{"_id":{{id}}}""", limit: 2)).SingleOrDefault();

    /// <summary>Documents as canonical Extended JSON.</summary>
    /// <param name="filter">A query.</param>
    /// <param name="limit">At most; 0: all.</param>
    public async Task<IReadOnlyList<string>> FindAsync(string filter, int limit) =>
        [.. (await ReadAsync(filter, limit)).Select(d => ExtendedJson.ToJson(d.Span, ExtendedJsonMode.Canonical))];

    /// <summary>All documents as bytes.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllAsync() => ReadAsync("{}", limit: 0);

    public async Task<long> CountAsync() => (await AllAsync()).Count;

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(string filter, int limit)
    {
        var options = limit == 0 ? Empty : ExtendedJson.Parse($$"""{"limit":{{limit}}}""");
        var all = new List<ReadOnlyMemory<byte>>();
        await foreach (var page in client.FindAsync(database, name, ExtendedJson.Parse(filter), options)) all.AddRange(page.Select(d => (ReadOnlyMemory<byte>)d.ToArray()));
        return all;
    }

    private static byte[] Filter(string id) => ExtendedJson.Parse($$"""{"_id":{{id}}}""");

    private static BulkWriteResult Check(BulkWriteResult result, int operations) =>
        result.HasErrors ? throw new InvalidOperationException($"{result.WriteErrors.Count} of {operations} writes were refused: {string.Join("; ", result.WriteErrors.Take(3))}") : result;
}
