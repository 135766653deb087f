using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Documents;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Mongo;

internal sealed class MongoErrorsTests
{
    [TestCase(11000, """{"keyPattern":{"_id":1}}""", MongoWriteResult.Overtaken)]
    [TestCase(11000, "{}", MongoWriteResult.Overtaken)]
    [TestCase(11000, """{"keyPattern":{"orderId":1}}""", MongoWriteResult.Overtaken)]
    [TestCase(11000, """{"keyPattern":{"orderId":1,"_id":1}}""", MongoWriteResult.Overtaken)]
    [TestCase(11000, """{"keyPattern":{"orderId":1,"vin":1}}""", MongoWriteResult.Refused)]
    [TestCase(11000, """{"keyPattern":{"vin":1}}""", MongoWriteResult.Refused)]
    [TestCase(28, "{}", MongoWriteResult.Overtaken)]
    [TestCase(121, "{}", MongoWriteResult.Refused)]
    [TestCase(10334, "{}", MongoWriteResult.Refused)]
    [TestCase(2, "{}", MongoWriteResult.Refused)]
    public void An_operation_that_was_refused_is_overtaken_or_a_dead_letter(int code, string details, MongoWriteResult result)
    {
        var outcome = MongoErrors.Of(new BulkWriteError(0, code, "the server's words with a user's value", Bsons.Parse(details), Transient: false), ["orderId"]);
        Assert.That(outcome.Result, Is.EqualTo(result));
        if (result == MongoWriteResult.Refused) Assert.That(outcome.Message, Is.Not.Empty.And.Not.Contain("user's value"));
    }

    [Test]
    public void A_validator_s_objections_are_named_by_field_and_never_by_value()
    {
        var details = Bsons.Parse("""
            {"index":0,"code":121,"errmsg":"Document failed validation","errInfo":{"failingDocumentId":"a user's value","details":{"operatorName":"$jsonSchema","schemaRulesNotSatisfied":[
              {"operatorName":"properties","propertiesNotSatisfied":[{"propertyName":"year","details":[{"operatorName":"bsonType","specifiedAs":{"bsonType":"int"},"reason":"type did not match","consideredValue":"a user's value","consideredType":"string"}]}]},
              {"operatorName":"required","specifiedAs":{"required":["make"]},"missingProperties":["make"]}]}}}
            """);
        var outcome = MongoErrors.Of(new BulkWriteError(0, 121, "words", details, Transient: false), ["_id"]);
        Assert.That(outcome.Message, Does.Contain("(properties: 'year'; required: 'make')").And.Contain("Correct the document in Ditto").And.Not.Contain("user's value"));
    }

    [TestCase("{}")]
    [TestCase("""{"errInfo":1}""")]
    [TestCase("""{"errInfo":{"details":{"operatorName":"$expr","specifiedAs":{"$expr":true},"consideredValues":[{"a":"v"}]}}}""")]
    public void A_validator_that_names_no_field_is_quoted_without_any(string details) =>
        Assert.That(MongoErrors.Of(new BulkWriteError(0, 121, "words", Bsons.Parse(details), Transient: false), ["_id"]).Message, Does.Contain("the collection's validator. Correct"));

    [TestCase(286, HistoryLossReason.OplogRolledOver, "oplog no longer holds the bridge's position (286)")]
    [TestCase(136, HistoryLossReason.OplogRolledOver, "oplog no longer holds the bridge's position (136)")]
    [TestCase(280, HistoryLossReason.PositionUnknown, "does not know the bridge's position (280)")]
    [TestCase(260, HistoryLossReason.PositionUnknown, "does not know the bridge's position (260)")]
    [TestCase(40615, HistoryLossReason.PositionUnknown, "does not know the bridge's position (40615)")]
    public async Task A_position_that_MongoDB_does_not_go_on_from_is_lost_history(int code, object reason, string words)
    {
        await using var server = await MongoServer.StartStandInAsync();
        await using var client = MongoClient.Open(server.ConnectionString, new MongoClientOptions());
        await client.RunCommandAsync("admin", Bsons.Parse($$$"""{"configureFailPoint":"failCommand","mode":{"times":1},"data":{"errorCode":{{{code}}},"failCommands":["aggregate"]}}"""));
        var failure = Assert.ThrowsAsync<SideException>(async () =>
        {
            await using var batches = client.WatchDatabaseAsync("db", default, new ChangeStreamOptions()).GetAsyncEnumerator();
            await MongoErrors.TranslateAsync(batches.MoveNextAsync().AsTask());
        })!;
        Assert.That((failure.Side, failure.Failure, MongoErrors.LossOf(failure)), Is.EqualTo((Side.Mongo, SideFailure.HistoryLost, (HistoryLossReason)reason)));
        Assert.That(failure.Message, Does.StartWith("HistoryLost: ").And.Contain(words));
    }

    [Test]
    public void ObjectIds_grow_and_differ_and_hold_the_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var source = new ObjectIdSource(time);
        var ids = Enumerable.Range(0, 1000).Select(_ => source.Next()).ToList();
        Assert.That(ids.Distinct().Count(), Is.EqualTo(1000));
        Assert.That(ids[0].CreatedAt, Is.EqualTo(time.GetUtcNow()));
        Assert.That(ids[0].ToString()[8..18], Is.EqualTo(ids[999].ToString()[8..18]), "five bytes are the process's");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(source.Next(), Is.GreaterThan(ids.Max()));
    }

    [Test]
    public async Task A_server_that_is_gone_is_an_unavailable_side_whose_message_holds_no_password()
    {
        await using var client = MongoC.MongoClient.Open("mongodb://user:hidden-word@127.0.0.1:1/?serverSelectionTimeoutMS=100&connectTimeoutMS=100", new MongoC.MongoClientOptions { ServerSelectionTimeout = TimeSpan.FromMilliseconds(100) });
        var failure = Assert.ThrowsAsync<SideException>(() => new MongoDocuments(client, "db").FindByIdsAsync(new PlanCase().Settings, [BsonValue.Of(1)], default))!;
        Assert.That((failure.Side, failure.Failure), Is.EqualTo((Side.Mongo, SideFailure.Unavailable)));
        Assert.That(failure.ToString(), Does.Not.Contain("hidden-word"));
    }
}
