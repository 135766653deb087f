using System.Text.Json.Nodes;
using MongoC;
using MongoC.Bson;

namespace Conformance.Tests.Clients;

/// <summary>libmongoc, over this project's own binding of it.</summary>
internal sealed class LibMongocClient(string uri) : ICaseClient
{
    private readonly MongoClient _own = MongoClient.Open(uri, new MongoClientOptions());

    // A session has a client of its own: the numbers that a case gives its commands must not stay with a session of the pool.
    private readonly Dictionary<string, (MongoClient Client, MongoSession Session)> _sessions = [];
    private readonly Dictionary<string, LibMongocStream> _streams = [];

    public async Task<JsonObject> RunAsync(JsonObject request, CancellationToken cancellation)
    {
        try
        {
            return await DispatchAsync(request, cancellation);
        }
        catch (MongoException e) when (e.ServerReply.Length > 5)
        {
            return Reply(e.ServerReply.Span);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            return new JsonObject { ["failure"] = e.ToString() };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync();
        await _own.DisposeAsync();
    }

    private async Task<JsonObject> DispatchAsync(JsonObject request, CancellationToken cancellation)
    {
        var (client, session) = (string?)request["session"] is { } name && _sessions.TryGetValue(name, out var known) ? known : (_own, null);
        switch ((string)request["op"]!)
        {
            case "command": return Reply(await client.RunCommandAsync(Text(request, "database"), Ejson.Document(request["command"]), session, cancellation));
            case "find":
                return await DocumentsAsync(client.FindAsync(Text(request, "database"), Text(request, "collection"), Ejson.Document(request["filter"]), Ejson.Document(request["options"]), session, cancellation));
            case "aggregate":
                return await DocumentsAsync(client.AggregateAsync(Text(request, "database"), Text(request, "collection"), Ejson.Array(request["pipeline"]), Ejson.Document(request["options"]), session, cancellation));
            case "bulkWrite": return await BulkWriteAsync(client, request, session, cancellation);
            case "watch":
                _streams.Add(Text(request, "stream"), await LibMongocStream.OpenAsync(_own, request, cancellation));
                return Done();
            case "next": return await _streams[Text(request, "stream")].NextAsync((int)Ejson.Integer(request["count"]), cancellation);
            case "close":
                _streams.Remove(Text(request, "stream"), out var stream);
                await stream!.DisposeAsync();
                return Done();
            case "startSession":
                var owner = MongoClient.Open(uri, new MongoClientOptions());
                _sessions.Add(Text(request, "session"), (owner, await owner.StartSessionAsync(new MongoSessionOptions { CausalConsistency = false }, cancellation)));
                return Done();
            case "startTransaction":
                await session!.StartTransactionAsync(cancellation);
                return Done();
            case "commitTransaction":
                await session!.CommitTransactionAsync(cancellation);
                return Done();
            case "abortTransaction":
                await session!.AbortTransactionAsync(cancellation);
                return Done();
            case "endSession":
                _sessions.Remove(Text(request, "session"));
                await session!.DisposeAsync();
                await client.DisposeAsync();
                return Done();
            case "reset":
                await ResetAsync();
                return Done();
            default: throw new InvalidDataException($"There is no operation '{request["op"]}'.");
        }
    }

    private async Task ResetAsync()
    {
        foreach (var stream in _streams.Values) await stream.DisposeAsync();
        foreach (var (client, session) in _sessions.Values)
        {
            await session.DisposeAsync();
            await client.DisposeAsync();
        }
        _streams.Clear();
        _sessions.Clear();
    }

    private static async Task<JsonObject> BulkWriteAsync(MongoClient client, JsonObject request, MongoSession? session, CancellationToken cancellation)
    {
        var bulk = new BulkWrite();
        foreach (var operation in request["operations"]!.AsArray())
        {
            var (kind, body) = operation!.AsObject().First();
            Add(bulk, kind, body!.AsObject());
        }
        var result = await client.BulkWriteAsync(Text(request, "database"), Text(request, "collection"), bulk, (bool?)request["ordered"] ?? true, session, cancellation);
        var tally = new JsonObject
        {
            ["inserted"] = result.Inserted,
            ["matched"] = result.Matched,
            ["modified"] = result.Modified,
            ["upserted"] = result.Upserted,
            ["deleted"] = result.Deleted,
            ["upsertedIndexes"] = new JsonArray([.. result.UpsertedIndexes.Select(i => (JsonNode)i)]),
            ["writeErrors"] = new JsonArray([.. result.WriteErrors.Select(e => new JsonObject { ["index"] = e.Index, ["code"] = e.Code })]),
        };
        return new JsonObject { ["reply"] = Ejson.Canonical(tally) };
    }

    private static void Add(BulkWrite bulk, string kind, JsonObject body)
    {
        var many = (bool?)body["multi"] ?? false;
        var upsert = (bool?)body["upsert"] ?? false;
        switch (kind)
        {
            case "insert": bulk.Insert(Ejson.Document(body)); break;
            case "replace": bulk.ReplaceOne(Ejson.Document(body["filter"]), Ejson.Document(body["replacement"]), upsert); break;
            case "delete" when many: bulk.DeleteMany(Ejson.Document(body["filter"])); break;
            case "delete": bulk.DeleteOne(Ejson.Document(body["filter"])); break;
            case "update":
                var change = body["update"] is JsonArray ? Ejson.Array(body["update"]) : Ejson.Document(body["update"]);
                var filters = body["arrayFilters"] is { } given ? Ejson.Array(given) : default(ReadOnlyMemory<byte>?);
                if (many) bulk.UpdateMany(Ejson.Document(body["filter"]), change, upsert, filters);
                else bulk.UpdateOne(Ejson.Document(body["filter"]), change, upsert, filters);
                break;
            default: throw new InvalidDataException($"There is no bulk operation '{kind}'.");
        }
    }

    private static async Task<JsonObject> DocumentsAsync(IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> pages)
    {
        var documents = new JsonArray();
        await foreach (var page in pages)
            foreach (var document in page) documents.Add(Ejson.Node(document.Span));
        return new JsonObject { ["documents"] = documents };
    }

    private static string Text(JsonObject request, string name) => (string)request[name]!;

    private static JsonObject Done() => new() { ["reply"] = new JsonObject() };

    private static JsonObject Reply(ReadOnlySpan<byte> reply) => new() { ["reply"] = Ejson.Node(reply) };
}
