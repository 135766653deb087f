namespace TestKit;

/// <summary>One collection of a Big Peer. Documents, ids and values are JSON texts.</summary>
public sealed class BigPeerCollection(BigPeerApi api, string name, bool strict)
{
    public string Name => name;

    private string Quoted { get; } = $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>Creates documents; fails when one is there.</summary>
    public Task<BigPeerAnswer> InsertAsync(params IEnumerable<string> documents) => Run($"INSERT INTO {Quoted} DOCUMENTS (:docs)", $$"""{"docs":[{{string.Join(',', documents)}}]}""");

    /// <summary>Merges documents into those that are there, as a user's app does.</summary>
    public Task<BigPeerAnswer> UpsertAsync(params IEnumerable<string> documents) =>
        Run($"INSERT INTO {Quoted} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE", $$"""{"docs":[{{string.Join(',', documents)}}]}""");

    /// <summary>Changes one document.</summary>
    /// <param name="id">JSON text.</param>
    /// <param name="what">SET …, UNSET … with <c>:v</c> for the value.</param>
    /// <param name="value">JSON text.</param>
    public async Task UpdateAsync(string id, string what, string value = "null")
    {
        var answer = await Run($"UPDATE {Quoted} {what} WHERE _id = :id", $$"""{"id":{{id}},"v":{{value}}}""");
        if (answer.MutatedDocumentIds.Count != 1) throw new InvalidOperationException($"{name} has no document {id}.");
    }

    public async Task DeleteAsync(string id)
    {
        var answer = await Run($"DELETE FROM {Quoted} WHERE _id = :id", $$"""{"id":{{id}}}""");
        if (answer.MutatedDocumentIds.Count != 1) throw new InvalidOperationException($"{name} has no document {id}.");
    }

    /// <summary>The document with its members sorted; null when there is none.</summary>
    public async Task<string?> FindAsync(string id)
    {
        var answer = await Run($"SELECT * FROM {Quoted} WHERE _id = :id", $$"""{"id":{{id}}}""");
        return answer.Items.Count == 0 ? null : JsonText.Canonical(answer.Items.Single());
    }

    /// <summary>What a reader sees who declares the types of fields: of each field only the variant of that type. Null when there is no such document.</summary>
    /// <param name="id">JSON text.</param>
    /// <param name="types">Such as <c>qty COUNTER, o MAP(k COUNTER)</c>.</param>
    public async Task<string?> FindAsync(string id, string types)
    {
        var answer = await Run($"SELECT * FROM COLLECTION {Quoted} ({types}) WHERE _id = :id", $$"""{"id":{{id}}}""");
        return answer.Items.Count == 0 ? null : JsonText.Canonical(answer.Items.Single());
    }

    /// <summary>Merges documents whose fields have declared types into those that are there.</summary>
    public Task<BigPeerAnswer> UpsertTypedAsync(string types, params IEnumerable<string> documents) =>
        Run($"INSERT INTO COLLECTION {Quoted} ({types}) DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE", $$"""{"docs":[{{string.Join(',', documents)}}]}""");

    /// <summary>All documents, members sorted, by the text of their id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllAsync()
    {
        var answer = await Run($"SELECT * FROM {Quoted}", "{}");
        return answer.Items.ToDictionary(i => JsonText.Canonical(i.GetProperty("_id")), JsonText.Canonical);
    }

    public async Task<long> CountAsync()
    {
        var answer = await Run($"SELECT count(*) AS n FROM {Quoted}", "{}");
        return answer.Items[0].GetProperty("n").GetInt64();
    }

    private Task<BigPeerAnswer> Run(string statement, string arguments) => api.ExecuteAsync(statement, arguments, strict);
}
