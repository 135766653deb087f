namespace EndToEnd.Tests.DeadLetters;

/// <summary>Documents of the Big Peer that MongoDB refuses, with what it says and how they heal.</summary>
[CancelAfter(180_000)]
internal sealed class RefusedByMongoTests
{
    private Scene _scene = null!;

    [SetUp]
    public Task Start()
    {
        _scene = new Scene(new SceneOptions { FullPassInterval = TimeSpan.FromMilliseconds(300) });
        return _scene.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_unique_index_forbids_a_document_until_it_or_the_other_changes()
    {
        await _scene.IndexAsync(_scene.Docs, """{"vin":1}""");
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"first","vin":"hidden-value"}""");
        await _scene.BothAsync("\"first\"", """{"_id":"first","vin":"hidden-value"}""");
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"second","vin":"hidden-value"}""", """{"_id":"third","vin":"other"}""");
        var message = await _scene.ParkedForAsync("RefusedByMongo");
        Assert.That(message, Does.Contain("vin").And.Contain("unique index").And.Contain("Change one of the two").And.Not.Contain("hidden-value"));
        await _scene.BothAsync("\"third\"", """{"_id":"third","vin":"other"}""");

        await _scene.Docs.BigPeer.UpdateAsync("\"second\"", "SET vin = :v", "\"its own\"");
        await _scene.BothAsync("\"second\"", """{"_id":"second","vin":"its own"}""");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task A_change_that_a_unique_index_forbids_waits_while_other_changes_of_the_document_go_over()
    {
        await _scene.IndexAsync(_scene.Docs, """{"vin":1}""");
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"a","vin":1,"n":0}""", """{"_id":"b","vin":2,"n":0}""");
        await _scene.BothAsync("\"b\"", """{"_id":"b","vin":2,"n":0}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"b\"", "SET vin = 1");
        await _scene.ParkedAsync("RefusedByMongo");
        await _scene.Docs.Mongo.UpdateAsync("\"a\"", """{"$set":{"vin":3}}""");
        await _scene.Docs.Mongo.UpdateAsync("\"b\"", """{"$set":{"n":5}}""");
        await _scene.BothAsync("\"b\"", """{"_id":"b","vin":1,"n":5}""");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task A_parked_document_is_neither_parked_nor_logged_again_by_each_full_pass()
    {
        await _scene.IndexAsync(_scene.Docs, """{"vin":1}""");
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"a","vin":1}""", """{"_id":"b","vin":1}""", """{"_id":{"misfit":1},"vin":2}""");
        await _scene.ParkedAsync("RefusedByMongo", "IdentityMismatch");
        // What was on its way when the letters were written has come round.
        await _scene.PassesAsync(2);
        var before = await Facts();
        await _scene.PassesAsync(5);
        Assert.That(await Facts(), Is.EqualTo(before));
        Assert.That(before.Parked, Is.EqualTo(2));

        async Task<(double Parked, string Attempts)> Facts() => (
            await _scene.Bridge.MetricAsync("bridge_dead_letters_total"),
            string.Join(',', (await _scene.LetterDocumentsAsync()).Select(l => l.GetProperty("attempts").GetRawText()).Order()));
    }

    [Test]
    public async Task A_validator_s_objection_is_named_by_field_without_a_value_and_a_document_that_passes_goes_over()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"there","year":2000}""");
        await _scene.BothAsync("\"there\"", """{"_id":"there","year":2000}""");
        await ValidateAsync("""{"$jsonSchema":{"required":["year"],"properties":{"year":{"bsonType":"int","minimum":1900}}}}""");
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"bad","year":"hidden-value"}""", """{"_id":"good","year":1999}""");
        var message = await _scene.ParkedForAsync("RefusedByMongo");
        Assert.That(message, Does.Contain("code 121 (DocumentValidationFailure)").And.Contain("'year'").And.Contain("Correct the document in Ditto or relax the validator").And.Not.Contain("hidden-value"));
        Assert.That(string.Join('\n', _scene.Bridge.Process.Output), Does.Not.Contain("hidden-value"));
        await _scene.BothAsync("\"good\"", """{"_id":"good","year":1999}""");

        await _scene.Docs.BigPeer.UpdateAsync("\"there\"", "SET year = 5");
        await _scene.ParkedAsync("RefusedByMongo", "RefusedByMongo");
        await _scene.Docs.BigPeer.UpdateAsync("\"there\"", "SET year = 2001");
        await _scene.BothAsync("\"there\"", """{"_id":"there","year":2001}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"bad\"", "SET year = 2002");
        await _scene.BothAsync("\"bad\"", """{"_id":"bad","year":2002}""");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task What_a_user_writes_past_the_validator_goes_to_Ditto_and_a_relaxed_validator_lets_a_parked_document_over()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"first","n":1}""");
        await _scene.BothAsync("\"first\"", """{"_id":"first","n":1}""");
        await ValidateAsync("""{"n":{"$lt":10}}""");
        await _scene.Client.RunWriteCommandAsync(_scene.Database, Documents.Bson($$$"""{"update":"{{{_scene.Docs.Mongo.Name}}}","updates":[{"q":{"_id":"first"},"u":{"$set":{"n":50} } } ],"bypassDocumentValidation":true}"""));
        await _scene.BothAsync("\"first\"", """{"_id":"first","n":50}""");
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"second","n":60}""");
        await _scene.ParkedAsync("RefusedByMongo");
        await ValidateAsync("{}");
        var (code, body) = await _scene.Bridge.CallAsync("POST", "/deadletters/replay", Scene.Token, "{}");
        Assert.That(code, Is.EqualTo(202), body);
        await _scene.BothAsync("\"second\"", """{"_id":"second","n":60}""");
        await _scene.ParkedAsync();
    }

    private Task ValidateAsync(string validator) => _scene.Client.RunWriteCommandAsync(_scene.Database, Documents.Bson($$"""{"collMod":"{{_scene.Docs.Mongo.Name}}","validator":{{validator}}}"""));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(500)]
    public async Task Of_a_batch_of_500_only_the_ones_to_blame_are_parked(int bad)
    {
        await _scene.IndexAsync(_scene.Docs, """{"vin":1}""");
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"taken","vin":"taken"}""");
        await _scene.BothAsync("\"taken\"", """{"_id":"taken","vin":"taken"}""");
        // Spread over the batch: the first, the last, and whatever lies between.
        var blamed = Enumerable.Range(0, bad).Select(i => bad == 1 ? 250 : i * 499 / (bad - 1)).ToHashSet();
        await _scene.Docs.BigPeer.InsertAsync(Enumerable.Range(0, 500).Select(i => $$"""{"_id":"d{{i}}","vin":{{(blamed.Contains(i) ? "\"taken\"" : $"{i}")}}}"""));
        await _scene.ParkedAsync(Enumerable.Repeat("RefusedByMongo", blamed.Count));
        await _scene.UntilAsync("the others are there", async () => await _scene.Docs.Mongo.CountAsync() is var n && n == 501 - blamed.Count ? null : $"{n} documents");
        Assert.That((await _scene.LetterDocumentsAsync()).Select(l => l.GetProperty("_id").GetProperty("d").GetString()), Is.EquivalentTo(blamed.Select(i => $"\"d{i}\"")));
    }

    [Test]
    public async Task A_document_that_would_pass_16_MiB_in_MongoDB_is_parked_with_its_size()
    {
        // Binary is not carried, so the document fits into Ditto and not together with what Ditto adds.
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"big","b":{"$binary":{"base64":"~","subType":"00"}}}""".Replace("~", Convert.ToBase64String(new byte[13_000_000]), StringComparison.Ordinal));
        await _scene.UntilAsync("it is there", async () => await _scene.Docs.BigPeer.FindAsync("\"big\"") is null ? "not yet" : null);
        await _scene.Docs.BigPeer.UpdateAsync("\"big\"", "SET t = :v", $"\"{new string('x', 4_000_000)}\"");
        var message = await _scene.ParkedForAsync("RefusedByMongo");
        Assert.That(message, Does.Contain("would take 170000").And.Contain("16777216 (16 MiB) at most").And.Contain("Make it smaller in Ditto"));
        await _scene.Docs.BigPeer.UpdateAsync("\"big\"", "SET t = :v", "\"short\"");
        await _scene.ParkedAsync();
        Assert.That((await _scene.Docs.Mongo.FindAsync("""{"_id":"big","t":"short"}""", limit: 0)), Has.Count.EqualTo(1));
    }

    [TestCase("""{"o":{"a\u0000b":1}}""", "zero character")]
    public async Task A_name_that_MongoDB_does_not_take(string members, string words)
    {
        await _scene.Docs.BigPeer.InsertAsync($$"""{"_id":"bad",{{members[1..]}}""", """{"_id":"good"}""");
        Assert.That(await _scene.ParkedForAsync("RefusedByMongo"), Does.Contain(words).And.Contain("Rename the field"));
        await _scene.BothAsync("\"good\"", """{"_id":"good"}""");
    }

    [Test]
    public async Task A_letter_goes_when_its_document_is_deleted_in_Ditto()
    {
        await _scene.IndexAsync(_scene.Docs, """{"vin":1}""");
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"a","vin":1}""");
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"b","vin":1}""");
        await _scene.ParkedAsync("RefusedByMongo");
        await _scene.Docs.BigPeer.DeleteAsync("\"b\"");
        await _scene.ParkedAsync();
        Assert.That(await _scene.Bridge.MetricAsync("bridge_dead_letters"), Is.Zero);
    }
}
