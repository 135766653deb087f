using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Documents;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Mongo;

/// <summary>A MongoDB for one fixture and a database of its own for each test.</summary>
internal abstract class MongoFixture
{
    private MongoServer _server = null!;

    protected MongoClient Client { get; private set; } = null!;

    protected string Database { get; private set; } = "";

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _server = await MongoServer.StartAsync();
        Client = MongoClient.Open(_server.ConnectionString, new MongoClientOptions());
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SetUp]
    public void NewDatabase() => Database = MongoServer.NewDatabaseName();

    [TearDown]
    public Task DropDatabase() => Client.RunWriteCommandAsync(Database, Bsons.Parse("""{"dropDatabase":1}"""));

    protected async Task PutAsync(string collection, params string[] documents)
    {
        foreach (var document in documents.Select(Bsons.Parse))
        {
            var id = BsonDocuments.Value(document, "_id")!.Value;
            var result = await Client.BulkWriteAsync(Database, collection, new BulkWrite().DeleteOne(BsonDocuments.Make(w => id.WriteTo(w, "_id"))).Insert(document), ordered: true);
            Assert.That(result.HasErrors, Is.False);
        }
    }

    protected Task RemoveAsync(string collection, string id) => Client.BulkWriteAsync(Database, collection, new BulkWrite().DeleteMany(Bsons.Parse($$"""{"_id":{{id}}}""")), ordered: true);

    protected Task IndexAsync(string collection, string keys, bool unique) =>
        Client.RunWriteCommandAsync(Database, Bsons.Parse($$"""{"createIndexes":"{{collection}}","indexes":[{"key":{{keys}},"name":"ix","unique":{{(unique ? "true" : "false")}}}]}"""));

    /// <summary>Every document of a collection as canonical Extended JSON, in the order of ids.</summary>
    protected async Task<IReadOnlyList<string>> AllAsync(string collection) => [.. (await BsonAsync(collection)).Select(d => Bsons.Text(d.Span))];

    protected async Task<IReadOnlyList<ReadOnlyMemory<byte>>> BsonAsync(string collection)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        await foreach (var page in Client.FindAsync(Database, collection, BsonDocuments.Empty, Bsons.Parse("""{"sort":{"_id":1}}"""), default)) all.AddRange(page);
        return all;
    }

    /// <summary>The texts that <see cref="AllAsync"/> gives for these documents.</summary>
    protected static IEnumerable<string> Canonical(params string[] documents) => documents.Select(d => Bsons.Text(Bsons.Parse(d)));

    protected static BsonValue Id(int id) => BsonValue.Of(id);
}
