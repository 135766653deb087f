using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Mongo;

/// <summary>Guarded writes against a server: they take effect only where what was read is still there.</summary>
internal sealed class MongoDocumentsTests : MongoFixture
{
    private const string Cars = "cars";
    private static readonly CollectionSettings ById = new PlanCase().Settings;
    private static readonly CollectionSettings ByOrder = new PlanCase { Fields = ["orderId"] }.Settings;
    private static readonly CollectionSettings ByTwo = new PlanCase { Fields = ["location", "orderId"] }.Settings;

    private MongoDocuments Documents => new(Client, Database);

    /// <summary>A write of a document that was read as <paramref name="seen"/>: sets such as <c>a=1</c>, and removals such as <c>o/x</c>.</summary>
    private static MongoWrite Update(string seen, string sets, string unsets = "")
    {
        var document = Bsons.Parse(seen);
        return new MongoWrite
        {
            Kind = MongoWriteKind.Update,
            Id = BsonDocuments.Value(document, "_id")!.Value,
            Key = new DittoId("1"),
            Document = document,
            Sets = [.. sets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).Select(s => (new FieldPath(s[0].Split('/')), Bsons.Value(s[1])))],
            Unsets = [.. unsets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(u => new FieldPath(u.Split('/')))],
        };
    }

    private static MongoWrite Delete(string seen) => Update(seen, "") with { Kind = MongoWriteKind.Delete };

    private static MongoWrite Insert(string document, string key = "1") => Update(document, "") with { Kind = MongoWriteKind.Insert, Key = new DittoId(key) };

    private async Task<MongoWriteResult[]> WriteAsync(CollectionSettings settings, params MongoWrite[] writes) =>
        [.. (await Documents.WriteAsync(settings, writes, default)).Select(o => o.Result)];

    [TestCase("""{"_id":1,"a":1,"o":{"x":1,"y":2}}""", "a=5", "", """{"_id":1,"a":5,"o":{"x":1,"y":2}}""")]
    [TestCase("""{"_id":1,"a":1,"o":{"x":1,"y":2}}""", "o/x=5 new=6 o/p/q=7", "a", """{"_id":1,"o":{"x":5,"y":2,"p":{"q":7}},"new":6}""")]
    [TestCase("""{"_id":1,"a":1,"o":{"x":1,"y":2}}""", "", "o/x o/y", """{"_id":1,"a":1,"o":{}}""")]
    [TestCase("""{"_id":1,"a":null}""", "a=1", "", """{"_id":1,"a":1}""")]
    [TestCase("""{"_id":1,"a":[1,{"x":[2]}]}""", "a=[1]", "", """{"_id":1,"a":[1]}""")]
    [TestCase("""{"_id":1,"a":{"$numberDouble":"NaN"}}""", "a=1", "", """{"_id":1,"a":1}""")]
    [TestCase("""{"_id":1,"a":{"$regularExpression":{"pattern":"x","options":"i"}}}""", "a=1", "", """{"_id":1,"a":1}""")]
    [TestCase("""{"_id":1,"a":"$b","b":2}""", "a=1", "", """{"_id":1,"a":1,"b":2}""")]
    [TestCase("""{"_id":1,"a":{"$numberLong":"5"}}""", "a={\"$numberDecimal\":\"1.50\"}", "", """{"_id":1,"a":{"$numberDecimal":"1.50"}}""")]
    public async Task A_write_takes_effect_where_nothing_changed(string seen, string sets, string unsets, string expected)
    {
        await PutAsync(Cars, seen);
        Assert.That(await WriteAsync(ById, Update(seen, sets, unsets)), Is.EqualTo(new[] { MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical(expected)));
    }

    [TestCase("""{"_id":1,"a":1}""", "a=9", "", """{"_id":1,"a":2}""", TestName = "A_write_is_overtaken_by(a changed value)")]
    [TestCase("""{"_id":1,"a":1}""", "a=9", "", """{"_id":1,"a":[1]}""", TestName = "A_write_is_overtaken_by(an array that holds the value)")]
    [TestCase("""{"_id":1,"a":[1]}""", "a=9", "", """{"_id":1,"a":1}""", TestName = "A_write_is_overtaken_by(a value that was the array's)")]
    [TestCase("""{"_id":1,"a":1}""", "a=9", "", """{"_id":1}""", TestName = "A_write_is_overtaken_by(a removed value)")]
    [TestCase("""{"_id":1}""", "a=9", "", """{"_id":1,"a":1}""", TestName = "A_write_is_overtaken_by(a new value)")]
    [TestCase("""{"_id":1}""", "a=9", "", """{"_id":1,"a":null}""", TestName = "A_write_is_overtaken_by(null where nothing was)")]
    [TestCase("""{"_id":1,"a":null}""", "a=9", "", """{"_id":1}""", TestName = "A_write_is_overtaken_by(nothing where null was)")]
    [TestCase("""{"_id":1,"a":1}""", "", "a", """{"_id":1,"a":2}""", TestName = "A_removal_is_overtaken_by(a changed value)")]
    [TestCase("""{"_id":1,"o":{"x":1}}""", "", "o", """{"_id":1,"o":{"x":1,"new":1}}""", TestName = "A_removal_of_a_map_is_overtaken_by(a new member)")]
    [TestCase("""{"_id":1,"o":{"x":1}}""", "o/x=9", "", """{"_id":1,"o":[{"x":1}]}""", TestName = "A_write_below_is_overtaken_by(an array of such maps)")]
    [TestCase("""{"_id":1,"o":{"x":1}}""", "o/x=9", "", """{"_id":1,"o":5}""", TestName = "A_write_below_is_overtaken_by(a value in place of the map)")]
    [TestCase("""{"_id":1}""", "o/x=9", "", """{"_id":1,"o":5}""", TestName = "A_write_below_is_overtaken_by(a value where nothing was)")]
    [TestCase("""{"_id":1}""", "o/x=9", "", """{"_id":1,"o":null}""", TestName = "A_write_below_is_overtaken_by(null where no map was)")]
    [TestCase("""{"_id":1}""", "o/x=9", "", """{"_id":1,"o":[]}""", TestName = "A_write_below_is_overtaken_by(an empty array where nothing was)")]
    [TestCase("""{"_id":1,"a":1,"b":1}""", "a=9 b=9", "", """{"_id":1,"a":1,"b":2}""", TestName = "A_write_is_overtaken_by(one of two values)")]
    [TestCase("""{"_id":1,"o":{"x":1,"y":2}}""", "o=9", "", """{"_id":1,"o":{"y":2,"x":1}}""", TestName = "A_write_is_overtaken_by(another order of members)")]
    [TestCase("""{"_id":1,"a":"1"}""", "a=9", "", """{"_id":1,"a":1}""", TestName = "A_write_is_overtaken_by(another type)")]
    public async Task A_write_is_overtaken(string seen, string sets, string unsets, string now)
    {
        await PutAsync(Cars, now);
        Assert.That(await WriteAsync(ById, Update(seen, sets, unsets)), Is.EqualTo(new[] { MongoWriteResult.Overtaken }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical(now)), "and changed nothing");
    }

    [Test]
    public async Task A_write_to_a_deleted_document_is_overtaken_and_does_not_create_it()
    {
        Assert.That(await WriteAsync(ById, Update("""{"_id":1,"a":1}""", "a=2"), Update("""{"_id":2,"a.b":1}""", "a.b=2")), Is.All.EqualTo(MongoWriteResult.Overtaken));
        Assert.That(await AllAsync(Cars), Is.Empty);
    }

    [Test]
    public async Task A_change_elsewhere_in_the_document_does_not_hinder_a_write_and_stays()
    {
        await PutAsync(Cars, """{"_id":1,"a":1,"o":{"x":1,"y":9},"new":true}""");
        Assert.That(await WriteAsync(ById, Update("""{"_id":1,"a":1,"o":{"x":1,"y":2}}""", "o/x=5", "a")), Is.EqualTo(new[] { MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":1,"o":{"x":5,"y":9},"new":true}""")));
    }

    [Test]
    public async Task What_somebody_else_already_wrote_the_same_way_counts_as_applied()
    {
        await PutAsync(Cars, """{"_id":1,"a":2}""");
        Assert.That(await WriteAsync(ById, Update("""{"_id":1,"a":1}""", "a=2")), Is.EqualTo(new[] { MongoWriteResult.Applied }));
    }

    [TestCase("a.b=5", """{"_id":1,"a.b":5,"$c":2,"o":{"":3}}""")]
    [TestCase("$c=5", """{"_id":1,"a.b":1,"$c":5,"o":{"":3}}""")]
    [TestCase("o/=5", """{"_id":1,"a.b":1,"$c":2,"o":{"":5}}""")]
    [TestCase("plain=5 o/d.e=6", """{"_id":1,"a.b":1,"$c":2,"o":{"":3,"d.e":6},"plain":5}""")]
    public async Task Names_that_MongoDB_cannot_address_are_written_by_replacing_the_whole_document(string sets, string expected)
    {
        const string Seen = """{"_id":1,"a.b":1,"$c":2,"o":{"":3}}""";
        await PutAsync(Cars, Seen);
        Assert.That(await WriteAsync(ById, Update(Seen, sets)), Is.EqualTo(new[] { MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical(expected)));
    }

    [Test]
    public async Task A_replacement_is_overtaken_by_any_change_of_the_document()
    {
        await PutAsync(Cars, """{"_id":1,"a.b":1,"other":2}""");
        Assert.That(await WriteAsync(ById, Update("""{"_id":1,"a.b":1,"other":1}""", "a.b=5")), Is.EqualTo(new[] { MongoWriteResult.Overtaken }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":1,"a.b":1,"other":2}""")));
    }

    [Test]
    public async Task A_delete_takes_effect_on_the_document_that_was_read_only()
    {
        await PutAsync(Cars, """{"_id":1,"a":1}""", """{"_id":2,"a":2}""", """{"_id":4,"b":1,"a":1}""");
        var results = await WriteAsync(ById, Delete("""{"_id":1,"a":1}"""), Delete("""{"_id":2,"a":1}"""), Delete("""{"_id":3,"a":1}"""), Delete("""{"_id":4,"a":1,"b":1}"""));
        Assert.That(results, Is.EqualTo(new[] { MongoWriteResult.Applied, MongoWriteResult.Overtaken, MongoWriteResult.Applied, MongoWriteResult.Overtaken }), "what is gone is deleted");
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":2,"a":2}""", """{"_id":4,"b":1,"a":1}""")));
    }

    [Test]
    public async Task In_a_batch_only_those_are_overtaken_whose_guards_failed()
    {
        await PutAsync(Cars, [.. Enumerable.Range(1, 20).Select(i => $$"""{"_id":{{i}},"a":{{(i % 7 == 0 ? 99 : i)}}}""")]);
        var writes = Enumerable.Range(1, 21).Select(i => i % 5 == 0 ? Delete($$"""{"_id":{{i}},"a":{{i}}}""") : Update($$"""{"_id":{{i}},"a":{{i}}}""", "a=0")).Append(Insert("""{"_id":30,"a":1}""")).ToArray();
        var results = await WriteAsync(ById, writes);
        var overtaken = writes.Zip(results).Where(w => w.Second == MongoWriteResult.Overtaken).Select(w => w.First.Id.AsElement().AsInt32());
        Assert.That(overtaken, Is.EqualTo(new[] { 7, 14, 21 }), "two changed, one does not exist");
        Assert.That(results.Except([MongoWriteResult.Applied, MongoWriteResult.Overtaken]), Is.Empty);
        Assert.That(await AllAsync(Cars), Has.Count.EqualTo(17));
    }

    [Test]
    public async Task An_insert_whose_id_exists_is_overtaken()
    {
        await PutAsync(Cars, """{"_id":1,"a":1}""");
        Assert.That(await WriteAsync(ById, Insert("""{"_id":1,"a":2}"""), Insert("""{"_id":2,"a":2}""")), Is.EqualTo(new[] { MongoWriteResult.Overtaken, MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":1,"a":1}""", """{"_id":2,"a":2}""")));
    }

    [Test]
    public async Task Under_a_field_mapping_an_insert_beside_a_document_of_the_same_key_is_overtaken_without_a_unique_index()
    {
        await PutAsync(Cars, """{"_id":1,"orderId":5,"a":1}""");
        var results = await WriteAsync(ByOrder, Insert("""{"_id":100,"orderId":5,"a":2}""", "5"), Insert("""{"_id":101,"orderId":6,"a":2}""", "6"), Update("""{"_id":1,"orderId":5,"a":1}""", "a=7"));
        Assert.That(results, Is.EqualTo(new[] { MongoWriteResult.Overtaken, MongoWriteResult.Applied, MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":1,"orderId":5,"a":7}""", """{"_id":101,"orderId":6,"a":2}""")));
    }

    [Test]
    public async Task Under_a_mapping_of_two_fields_both_make_the_key()
    {
        await PutAsync(Cars, """{"_id":1,"location":"x","orderId":5}""");
        var results = await WriteAsync(ByTwo, Insert("""{"_id":100,"location":"x","orderId":5}""", """{"location":"x","orderId":5}"""), Insert("""{"_id":101,"location":"y","orderId":5}""", """{"location":"y","orderId":5}"""));
        Assert.That(results, Is.EqualTo(new[] { MongoWriteResult.Overtaken, MongoWriteResult.Applied }));
    }

    [Test]
    public async Task Under_a_field_mapping_a_failed_guard_beside_a_failed_upsert_is_still_noticed()
    {
        await PutAsync(Cars, """{"_id":1,"orderId":5,"a":1}""", """{"_id":2,"orderId":6,"a":2}""");
        var results = await WriteAsync(ByOrder, Insert("""{"_id":100,"orderId":5}""", "5"), Update("""{"_id":2,"orderId":6,"a":1}""", "a=7"));
        Assert.That(results, Is.EqualTo(new[] { MongoWriteResult.Overtaken, MongoWriteResult.Overtaken }));
    }

    [Test]
    public async Task Under_a_field_mapping_a_document_with_odd_names_is_inserted_as_it_is()
    {
        Assert.That(await WriteAsync(ByOrder, Insert("""{"_id":1,"orderId":5,"a.b":1,"$c":2}""", "5")), Is.EqualTo(new[] { MongoWriteResult.Applied }));
        Assert.That(await AllAsync(Cars), Is.EqualTo(Canonical("""{"_id":1,"orderId":5,"a.b":1,"$c":2}""")));
    }

    [Test]
    public async Task Under_a_field_mapping_the_text_of_an_ObjectId_finds_the_ObjectId()
    {
        await PutAsync(Cars, """{"_id":1,"orderId":{"$oid":"0123456789abcdef01234567"}}""");
        Assert.That(await WriteAsync(ByOrder, Insert("""{"_id":2,"orderId":"0123456789abcdef01234567"}""", "\"0123456789abcdef01234567\"")), Is.EqualTo(new[] { MongoWriteResult.Overtaken }));
    }

    [Test]
    public async Task A_duplicate_of_another_unique_index_is_refused_and_the_rest_goes_on()
    {
        await IndexAsync(Cars, """{"vin":1}""", unique: true);
        await PutAsync(Cars, """{"_id":1,"vin":"x"}""", """{"_id":2,"vin":"y"}""");
        var outcomes = await Documents.WriteAsync(ById, [Insert("""{"_id":3,"vin":"x"}"""), Update("""{"_id":2,"vin":"y"}""", "vin=\"x\""), Insert("""{"_id":4,"vin":"z"}""")], default);
        Assert.That(outcomes.Select(o => o.Result), Is.EqualTo(new[] { MongoWriteResult.Refused, MongoWriteResult.Refused, MongoWriteResult.Applied }));
        Assert.That(outcomes[0].Message, Does.Contain("vin").And.Contain("unique index"));
        Assert.That(outcomes[0].Message, Does.Not.Contain("\"x\""), "values are the user's");
    }

    [Test]
    public async Task A_duplicate_of_a_unique_index_on_the_mapped_fields_is_overtaken()
    {
        await IndexAsync(Cars, """{"orderId":1}""", unique: true);
        await PutAsync(Cars, """{"_id":1,"orderId":5}""");
        var odd = Insert("""{"_id":2,"orderId":5,"a.b":1}""", "5");
        Assert.That(await WriteAsync(ByOrder, odd), Is.EqualTo(new[] { MongoWriteResult.Overtaken }));
    }

    [TestCase(14031)]
    [TestCase(10107)]
    public async Task What_may_pass_is_no_documents_fault(int code)
    {
        await PutAsync(Cars, """{"_id":1,"a":1}""");
        await Client.RunCommandAsync("admin", Bsons.Parse($$"""{"configureFailPoint":"onPrimaryTransactionalWrite","mode":{"skip":1},"data":{"failBeforeCommitExceptionCode":{{code}},"closeConnection":false} }"""));
        try
        {
            var failure = Assert.ThrowsAsync<SideException>(() => Documents.WriteAsync(ById, [Insert("""{"_id":2}"""), Insert("""{"_id":3}"""), Update("""{"_id":1,"a":1}""", "a=2")], default));
            Assert.That(failure.Failure, Is.EqualTo(SideFailure.Unavailable), failure.Message);
        }
        finally
        {
            await Client.RunCommandAsync("admin", Bsons.Parse("""{"configureFailPoint":"onPrimaryTransactionalWrite","mode":"off"}"""));
        }
        // What was written before is found written when they run again.
        Assert.That(await WriteAsync(ById, Insert("""{"_id":2}"""), Insert("""{"_id":3}"""), Update("""{"_id":1,"a":1}""", "a=2")), Is.EqualTo(new[] { MongoWriteResult.Overtaken, MongoWriteResult.Applied, MongoWriteResult.Applied }));
    }

    [Test]
    public async Task Documents_are_found_by_their_ids_whole_and_absent_ones_are_left_out()
    {
        await PutAsync(Cars, """{"_id":1,"a":{"b":[1]}}""", """{"_id":"x"}""", """{"_id":3}""");
        var found = await Documents.FindByIdsAsync(ById, [Id(1), BsonValue.Of("x"), Id(9)], default);
        Assert.That(found.Select(d => Bsons.Text(d.Span)), Is.EquivalentTo(Canonical("""{"_id":1,"a":{"b":[1]}}""", """{"_id":"x"}""")));
    }

    [Test]
    public async Task A_batch_is_read_only_as_far_as_it_may_be_and_one_document_always()
    {
        // The server gives 101 documents at first, and the others when it is asked again.
        await PutAsync(Cars, [.. Enumerable.Range(0, 150).Select(i => $$"""{"_id":{{i}}}""")]);
        var ids = Enumerable.Range(0, 150).Select(Id).ToList();
        var (small, large) = (new MongoDocuments(Client, Database) { MostBytes = 100 }, new MongoDocuments(Client, Database) { MostBytes = 10_000 });
        Assert.Multiple(async () =>
        {
            Assert.That(await small.FindBatchAsync(ById, ids, default), Is.Null);
            Assert.That(await large.FindBatchAsync(ById, ids, default), Has.Count.EqualTo(150));
            Assert.That(await small.FindBatchAsync(ById, [Id(7)], default), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Documents_are_found_by_the_key_their_mapped_fields_make()
    {
        await PutAsync(Cars, """{"_id":1,"orderId":5,"location":"x"}""", """{"_id":2,"orderId":{"$numberLong":"5"},"location":"y"}""", """{"_id":3,"orderId":6,"location":"x"}""", """{"_id":4,"location":"x"}""");
        Assert.That(await IdsAsync(ByOrder, "5"), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(await IdsAsync(ByTwo, """{"location":"x","orderId":5}""", """{"location":"x","orderId":6}"""), Is.EqualTo(new[] { 1, 3 }));

        async Task<int[]> IdsAsync(CollectionSettings settings, params string[] keys) =>
            [.. (await Documents.FindByIdentityAsync(settings, [.. keys.Select(k => new DittoId(k))], default)).Select(d => BsonDocuments.Value(d, "_id")!.Value.AsElement().AsInt32()).Order()];
    }
}
