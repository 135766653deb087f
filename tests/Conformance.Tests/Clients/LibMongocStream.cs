using System.Text.Json.Nodes;
using MongoC;
using MongoC.Bson;

namespace Conformance.Tests.Clients;

/// <summary>A change stream of libmongoc, from which events are taken one by one.</summary>
internal sealed class LibMongocStream : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly IAsyncEnumerator<ChangeStreamBatch> _batches;
    private readonly Queue<JsonNode> _ahead = [];

    private LibMongocStream(IAsyncEnumerator<ChangeStreamBatch> batches) => _batches = batches;

    public static async Task<LibMongocStream> OpenAsync(MongoClient client, JsonObject request, CancellationToken cancellation)
    {
        var (database, pipeline, options) = ((string)request["database"]!, Ejson.Array(request["pipeline"]), Options(request["options"]));
        var batches = (string?)request["collection"] is { } collection
            ? client.WatchCollectionAsync(database, collection, pipeline, options, cancellation)
            : client.WatchDatabaseAsync(database, pipeline, options, cancellation);
        var stream = new LibMongocStream(batches.GetAsyncEnumerator(cancellation));
        // The first batch says that the cursor is open: what is written from here on is seen.
        await stream.AdvanceAsync();
        return stream;
    }

    public async Task<JsonObject> NextAsync(int count, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        while (_ahead.Count < count)
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"{_ahead.Count} of {count} events came within {Limit.TotalSeconds} s.");
            if (!await AdvanceAsync()) throw new TimeoutException($"The stream ended after {_ahead.Count} of {count} events.");
        }
        var documents = new JsonArray();
        for (var i = 0; i < count; i++) documents.Add(_ahead.Dequeue());
        return new JsonObject { ["documents"] = documents };
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private async Task<bool> AdvanceAsync()
    {
        if (!await _batches.MoveNextAsync()) return false;
        foreach (var change in _batches.Current.Events) _ahead.Enqueue(Ejson.Node(change.Span));
        return true;
    }

    private static ChangeStreamOptions Options(JsonNode? options)
    {
        var result = new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(200) };
        foreach (var (name, value) in options?.AsObject() ?? [])
        {
            result = name switch
            {
                "resumeAfter" => result with { ResumeAfter = Ejson.Document(value) },
                "startAfter" => result with { StartAfter = Ejson.Document(value) },
                "fullDocument" => result with { FullDocument = Enum.Parse<FullDocumentMode>((string)value!, ignoreCase: true) },
                "startAtOperationTime" => result with { StartAtOperationTime = new BsonTimestamp((uint)value!["$timestamp"]!["t"]!, (uint)value["$timestamp"]!["i"]!) },
                _ => throw new InvalidDataException($"libmongoc's change streams are not given the option '{name}' here."),
            };
        }
        return result;
    }
}
