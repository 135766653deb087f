namespace EndToEnd.Tests;

/// <summary>What survives the way through Ditto beside the single values of the golden files: uncarried fields, whole objects, odd names.</summary>
[TestFixture(true)]
[TestFixture(false)]
[CancelAfter(120_000)]
internal sealed class ValueTypeTests(bool strict)
{
    private readonly Scene _scene = new(new SceneOptions { Strict = strict });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task What_Ditto_cannot_hold_stays_untouched_in_MongoDB()
    {
        const string Binary = """{"$binary":{"base64":"AAECAw==","subType":"00"}}""";
        const string NotCarried = $"""
            "bin":{Binary},"mixed":[1,{Binary}],"only":{"{"}"bin":{Binary}{"}"},"min":{"{"}"$minKey":1{"}"},"max":{"{"}"$maxKey":1{"}"},"nan":{"{"}"$numberDouble":"NaN"{"}"},"code":{"{"}"$code":"f()"{"}"}
            """;
        await _scene.Docs.Mongo.InsertAsync(InMongo(1));
        await _scene.BothAsync("\"uncarried\"", InMongo(1), """{"_id":"uncarried","a":1,"o":{"x":1}}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"uncarried\"", "SET a = 2, o = :v", """{"x":2}""");
        await _scene.BothAsync("\"uncarried\"", InMongo(2), """{"_id":"uncarried","a":2,"o":{"x":2}}""");
        await _scene.Docs.Mongo.UpdateAsync("\"uncarried\"", """{"$set":{"a":3},"$unset":{"min":"","o.bin":""}}""");
        await _scene.UntilAsync("the change in MongoDB", async () => (await _scene.Docs.BigPeer.FindAsync("\"uncarried\"")) is """{"_id":"uncarried","a":3,"o":{"x":2}}""" ? null : "not there");
        Assert.That(await _scene.Docs.Mongo.FindAsync("\"uncarried\""), Does.Contain("$binary").And.Contain("$maxKey").And.Contain("NaN").And.Not.Contain("$minKey"));
        var (_, status) = await _scene.Bridge.GetStatusAsync("/status");
        Assert.That(status, Does.Contain("""{"path":"o.bin","type":"binData","count":""").And.Contain("""{"path":"nan","type":"double","count":"""));

        static string InMongo(int value) => $$"""{"_id":"uncarried",{{NotCarried}},"a":{{value}},"o":{"x":{{value}},"bin":{{Binary}} } }""";
    }

    [Test]
    public async Task Types_inside_an_object_survive_an_edit_of_the_whole_object()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"object","o":{"d":{"$date":{"$numberLong":"0"}},"n":{"$numberLong":"1"},"p":{"q":{"$numberDecimal":"1.0"}}}}""");
        await _scene.BothAsync("\"object\"",
            """{"_id":"object","o":{"d":{"$date":{"$numberLong":"0"}},"n":{"$numberLong":"1"},"p":{"q":{"$numberDecimal":"1.0"}}}}""",
            """{"_id":"object","o":{"d":"1970-01-01T00:00:00.000Z","n":1,"p":{"q":"1.0"}}}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"object\"", "SET o = :v", """{"d":"1970-01-01T00:00:00.001Z","n":2,"p":{"q":"1.0"},"new":1}""");
        await _scene.BothAsync("\"object\"",
            """{"_id":"object","o":{"d":{"$date":{"$numberLong":"1"}},"n":{"$numberLong":"2"},"p":{"q":{"$numberDecimal":"1.0"}},"new":1}}""",
            """{"_id":"object","o":{"d":"1970-01-01T00:00:00.001Z","n":2,"p":{"q":"1.0"},"new":1}}""");
    }

    [Test]
    public async Task What_is_created_in_Ditto_becomes_plain_types()
    {
        const string Members = """
            "i":1,"l":5000000000,"f":1.5,"w":1.0,"s":"2023-11-14T22:13:20.123Z","b":true,"n":null,"a":[1,2.5,"x",null,{"y":[]}],"o":{"p":{"q":1}},"e":{}
            """;
        await _scene.Docs.BigPeer.InsertAsync($$"""{"_id":"plain",{{Members}}}""");
        await _scene.BothAsync("\"plain\"", $$"""{"_id":"plain",{{Members.Replace("1.0", """{"$numberDouble":"1.0"}""", StringComparison.Ordinal)}}}""", $$"""{"_id":"plain",{{Members}}}""");
    }

    [Test]
    public async Task Odd_names_of_fields_go_there_and_back()
    {
        const string Before = """
            {"_id":"names","a.b":1,"ünï cödé":1,"名":{"x.y":1,"$z":1,"p":1},"tick`x":1,"quote\"x":1,"back\\slash":1,"":1,"__proto__":1,"select":1,"1a":1,"😀":1}
            """;
        await _scene.Docs.Mongo.InsertAsync(Before);
        await _scene.BothAsync("\"names\"", Before.Trim());
        await _scene.Docs.BigPeer.UpdateAsync("\"names\"", "SET `a.b` = 2, `ünï cödé` = 2, `tick``x` = 2, `quote\"x` = 2, `back\\slash` = 2, `` = 2, `__proto__` = 2, `select` = 2, `1a` = 2, `😀` = 2, `名` = :v",
            """{"x.y":2,"$z":2,"p":2}""");
        await _scene.BothAsync("\"names\"", Before.Trim().Replace(":1", ":2", StringComparison.Ordinal));
        await _scene.Docs.Mongo.ReplaceAsync("\"names\"", Before.Replace(":1", ":3", StringComparison.Ordinal));
        await _scene.BothAsync("\"names\"", Before.Trim().Replace(":1", ":3", StringComparison.Ordinal));
        await _scene.Docs.BigPeer.UpdateAsync("\"names\"", "UNSET `a.b`, `tick``x`, ``, `__proto__`, `ünï cödé`");
        await _scene.BothAsync("\"names\"", """{"_id":"names","名":{"x.y":3,"$z":3,"p":3},"quote\"x":3,"back\\slash":3,"select":3,"1a":3,"😀":3}""");
        await _scene.Docs.Mongo.ReplaceAsync("\"names\"", """{"_id":"names","名":{"p":3},"1a":3}""");
        await _scene.BothAsync("\"names\"", """{"_id":"names","名":{"p":3},"1a":3}""");
    }

    [Test]
    public async Task A_name_that_begins_with_a_dollar_goes_there_and_back()
    {
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"dollar","$x":1,"$set":{"a":1}}""");
        await _scene.BothAsync("\"dollar\"", """{"_id":"dollar","$x":1,"$set":{"a":1}}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"dollar\"", "SET `$x` = 2, `$set` = :v", """{"a":2}""");
        await _scene.BothAsync("\"dollar\"", """{"_id":"dollar","$x":2,"$set":{"a":2}}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"dollar\"", "UNSET `$x`");
        await _scene.BothAsync("\"dollar\"", """{"_id":"dollar","$set":{"a":2}}""");
    }
}
