using MongoC;
using MongoC.Bson;
using MongoStandIn.Values;
using TestKit;

namespace MongoStandIn.Tests.Server;

/// <summary>libmongoc, as the bridge uses it, against transactions, repeated writes and rights.</summary>
public sealed class LibMongocTests
{
    private readonly string _database = MongoServer.NewDatabaseName();
    private MongoServer _server = null!;
    private MongoClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await MongoServer.StartStandInAsync(new StandInOptions { User = "ada", Password = "lovelace", Users = [new StandInUser("reader", "lovelace", $"read@{_database}")] });
        _client = Open("ada");
        await Write("{'insert': 'things', 'documents': [{'_id': 1, 'n': 0}]}");
    }

    [TearDown]
    public async Task Stop()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_transaction_is_seen_when_it_is_committed()
    {
        await using var session = await _client.StartSessionAsync();
        await session.StartTransactionAsync();
        await Write("{'update': 'things', 'updates': [{'q': {'_id': 1}, 'u': {'$inc': {'n': 1}}}]}", session);
        Assert.That(await Count(1), Is.Zero);
        await session.CommitTransactionAsync();
        Assert.That(await Count(1), Is.EqualTo(1));
    }

    [Test]
    public async Task A_conflict_is_an_error_that_says_so()
    {
        await using var first = await _client.StartSessionAsync();
        await using var second = await _client.StartSessionAsync();
        await first.StartTransactionAsync();
        await second.StartTransactionAsync();
        const string change = "{'update': 'things', 'updates': [{'q': {'_id': 1}, 'u': {'$inc': {'n': 1}}}]}";
        await Write(change, first);
        Assert.That(async () => await Write(change, second), Throws.TypeOf<MongoException>().With.Property(nameof(MongoException.Code)).EqualTo(112));
        await second.AbortTransactionAsync();
        await first.CommitTransactionAsync();
        Assert.That(await Count(1), Is.EqualTo(1));
    }

    [Test]
    public async Task A_write_whose_answer_is_lost_is_repeated_and_stands_once()
    {
        await Admin("{'configureFailPoint': 'onPrimaryTransactionalWrite', 'mode': {'times': 1}}");
        var result = await _client.BulkWriteAsync(_database, "things", new BulkWrite().UpdateOne(Bson.Doc("{'_id': 1}"), Bson.Doc("{'$inc': {'n': 1}}")), ordered: true);
        Assert.That(result.Modified, Is.EqualTo(1));
        var after = await Admin("{'configureFailPoint': 'onPrimaryTransactionalWrite', 'mode': 'off'}");
        Assert.That(RawDocument.Field(after, "count"u8).AsInt64(), Is.EqualTo(1));
        Assert.That(await Count(1), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_may_only_read_is_told()
    {
        await using var reader = Open("reader");
        Assert.That(
            async () => await reader.RunWriteCommandAsync(_database, Bson.Doc("{'insert': 'things', 'documents': [{}]}")),
            Throws.TypeOf<MongoException>().With.Property(nameof(MongoException.Code)).EqualTo(13));
        Assert.That(RawDocument.Field(await reader.RunCommandAsync(_database, Bson.Doc("{'count': 'things'}")), "n"u8).AsInt32(), Is.EqualTo(1));
    }

    private MongoClient Open(string user) =>
        MongoClient.Open(_server.ConnectionString.Replace("mongodb://", $"mongodb://{user}:lovelace@", StringComparison.Ordinal) + "&authSource=admin", new MongoClientOptions());

    private Task<byte[]> Write(string command, MongoSession? session = null) => _client.RunWriteCommandAsync(_database, Bson.Doc(command), session);

    private Task<byte[]> Admin(string command) => _client.RunCommandAsync("admin", Bson.Doc(command));

    private async Task<int> Count(int n) => RawDocument.Field(await _client.RunCommandAsync(_database, Bson.Doc($"{{'count': 'things', 'query': {{'n': {n}}}}}")), "n"u8).AsInt32();
}
