using System.Buffers;
using System.Text;
using System.Text.Json;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

internal sealed class DocumentStateTests
{
    private static readonly PlanCase Relaxed = new();
    private static readonly PlanCase Strict = new() { Strict = true };
    private static readonly PlanCase Ejson = new() { Ejson = true };

    private static string[] Paths(DocumentState state) => [.. Enumerable.Range(0, state.Leaves.Length).Select(i => string.Join('/', state.PathOf(i).Names))];

    private static ulong Hash(string json, PlanCase? mode = null) => (mode ?? Strict).State($$"""{"v":{{json}}}""").Leaves[0].ValueHash;

    [Test]
    public void Not_strict_every_value_below_maps_is_a_path()
    {
        var state = Relaxed.State("""{"a":1,"o":{"b":{"c":[1,{"x":1}]},"d":null},"e":{}}""");
        Assert.That(Paths(state), Is.EqualTo(new[] { "a", "o/b/c", "o/d", "e" }));
        for (var i = 0; i < state.Leaves.Length; i++) Assert.That(state.Leaves[i].PathHash, Is.EqualTo(state.PathOf(i).Hash));
    }

    [Test]
    public void Under_strict_mode_only_top_level_fields_are_paths() =>
        Assert.That(Paths(Strict.State("""{"a":1,"o":{"b":{"c":2}},"e":{}}""")), Is.EqualTo(new[] { "a", "o", "e" }));

    [Test]
    public void The_id_is_no_path_at_the_top_but_below()
    {
        var state = Relaxed.Settings.StateReader.Read("""{"a":1,"_id":{"x":[1]},"o":{"_id":2}}"""u8.ToArray());
        Assert.That(Paths(state), Is.EqualTo(new[] { "a", "o/_id" }));
        Assert.That(Encoding.UTF8.GetString(state.IdJson.Span), Is.EqualTo("""{"x":[1]}"""));
        Assert.That(Relaxed.Settings.StateReader.Read("{}"u8.ToArray()).IdJson.IsEmpty, Is.True);
    }

    [Test]
    public void In_native_mode_only_the_regular_expression_is_a_wrapper()
    {
        var state = Relaxed.State("""{"r":{"$regularExpression":{"pattern":"x","options":""}},"d":{"$date":{"$numberLong":"1"}}}""");
        Assert.That(Paths(state), Is.EqualTo(new[] { "r", "d/$date/$numberLong" }));
    }

    [TestCase("$oid", ValueKind.WrapperOid)]
    [TestCase("$date", ValueKind.WrapperDate)]
    [TestCase("$numberInt", ValueKind.WrapperInt)]
    [TestCase("$numberLong", ValueKind.WrapperLong)]
    [TestCase("$numberDouble", ValueKind.WrapperDouble)]
    [TestCase("$numberDecimal", ValueKind.WrapperDecimal)]
    [TestCase("$binary", ValueKind.WrapperBinary)]
    [TestCase("$regularExpression", ValueKind.WrapperRegularExpression)]
    [TestCase("$timestamp", ValueKind.WrapperTimestamp)]
    [TestCase("$minKey", ValueKind.WrapperOther)]
    [TestCase("$maxKey", ValueKind.WrapperOther)]
    [TestCase("$undefined", ValueKind.WrapperOther)]
    [TestCase("$symbol", ValueKind.WrapperOther)]
    [TestCase("$code", ValueKind.WrapperOther)]
    [TestCase("$scope", ValueKind.WrapperOther)]
    [TestCase("$dbPointer", ValueKind.WrapperOther)]
    public void In_ejson_mode_each_wrapper_is_one_path_of_its_own_kind(string name, ValueKind kind)
    {
        var state = Ejson.State("{\"o\":{\"v\":{\"" + name + "\":{\"x\":1}}}}");
        Assert.That(Paths(state), Is.EqualTo(new[] { "o/v" }));
        Assert.That(ValueKinds.Of(state.Leaves[0].ValueHash), Is.EqualTo(kind));
    }

    [TestCase("$x")]
    [TestCase("oid")]
    [TestCase("$oids")]
    [TestCase("$ref")]
    [TestCase("")]
    public void Any_other_object_is_a_map_in_ejson_mode(string name) =>
        Assert.That(Paths(Ejson.State($$$"""{"v":{"{{{name}}}":1}}""")), Is.EqualTo(new[] { $"v/{name}" }));

    [TestCase("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [TestCase("""[{"a":1,"b":{"c":1,"d":2}}]""", """[{"b":{"d":2,"c":1},"a":1}]""")]
    [TestCase("0.0", "-0.0")]
    [TestCase("0.0", "-0e5")]
    [TestCase("1.0", "1.00")]
    [TestCase("1E2", "100.0")]
    [TestCase("\"a\\u0062\\n\"", "\"ab\\u000a\"")]
    [TestCase("\"\\u00fc\\ud83d\\ude00\"", "\"ü😀\"")]
    [TestCase("""{"\u0061":1}""", """{"a":1}""")]
    [TestCase(" [ 1 , 2 ] ", "[1,2]")]
    [TestCase("18446744073709551616", "1.8446744073709552e+19")]
    public void Equal_values_have_one_hash(string one, string other) => Assert.That(Hash(one), Is.EqualTo(Hash(other)));

    [TestCase("1", "1.0")]
    [TestCase("0", "-0.0")]
    [TestCase("1", "\"1\"")]
    [TestCase("null", "false")]
    [TestCase("false", "0")]
    [TestCase("\"\"", "null")]
    [TestCase("[]", "{}")]
    [TestCase("[1,2]", "[2,1]")]
    [TestCase("[1,[2]]", "[[1],2]")]
    [TestCase("[[],[]]", "[[[]]]")]
    [TestCase("[1]", "[1,null]")]
    [TestCase("""{"a":1,"b":2}""", """{"a":2,"b":1}""")]
    [TestCase("""{"a":{"b":1}}""", """{"a":1,"b":1}""")]
    [TestCase("""{"a":{}}""", """{"a":[]}""")]
    [TestCase("9223372036854775807", "9223372036854775808")]
    [TestCase("-1", "18446744073709551615")]
    [TestCase("9007199254740993", "9007199254740992")]
    [TestCase("18446744073709551615", "18446744073709551616")]
    [TestCase("\"a\\u0000\"", "\"a\"")]
    public void Different_values_have_different_hashes(string one, string other) => Assert.That(Hash(one), Is.Not.EqualTo(Hash(other)));

    [Test]
    public void A_long_escaped_text_is_hashed_as_what_it_means()
    {
        var text = string.Concat(Enumerable.Repeat("ab\\n", 2000));
        Assert.That(Hash($"\"{text}\""), Is.EqualTo(Hash($"\"{text.Replace("\\n", "\\u000a", StringComparison.Ordinal)}\"")));
    }

    [Test]
    public void An_escaped_name_is_the_same_path()
    {
        var state = Relaxed.State("""{"\u006f":{"x\"y":1}}""");
        Assert.That(state.PathOf(0).Names, Is.EqualTo(new[] { "o", "x\"y" }));
        Assert.That(state.Leaves[0].PathHash, Is.EqualTo(new FieldPath("o", "x\"y").Hash));
    }

    [Test]
    public void A_dot_in_a_name_is_not_a_step()
    {
        var state = Relaxed.State("""{"a.b":1,"a":{"b":1}}""");
        Assert.That(state.Leaves[0].PathHash, Is.Not.EqualTo(state.Leaves[1].PathHash));
    }

    [Test]
    public void Lookups_find_leaves_and_maps()
    {
        var state = Relaxed.State("""{"z":1,"o":{"p":{"x":1}},"e":{},"a":2}""");
        Assert.Multiple(() =>
        {
            Assert.That(state.IndexOf(new FieldPath("a").Hash), Is.EqualTo(3));
            Assert.That(state.IndexOf(new FieldPath("o").Hash), Is.EqualTo(-1), "a map is no leaf");
            Assert.That(state.ValueAt(new FieldPath("nowhere").Hash), Is.Zero);
            Assert.That(state.ValueAt(new FieldPath("e").Hash), Is.EqualTo(DocumentStateReader.EmptyMap));
            Assert.That(state.HasBelow(new FieldPath("o").Hash) && state.HasBelow(new FieldPath("o", "p").Hash), Is.True);
            Assert.That(state.HasBelow(new FieldPath("e").Hash) || state.HasBelow(new FieldPath("o", "p", "x").Hash), Is.False);
            Assert.That(Encoding.UTF8.GetString(state.ValueJson(1)), Is.EqualTo("1"));
            Assert.That(state.PrefixHashes(1), Is.EqualTo(new[] { new FieldPath("o").Hash, new FieldPath("o", "p").Hash, new FieldPath("o", "p", "x").Hash }));
        });
    }

    [Test]
    public void A_subtree_is_given_as_its_text()
    {
        var state = Relaxed.State("""{"a":{"no":{"x":0},"b": {"c" : [1, 2]}},"s":"t"}""");
        string Sub(params string[] names) => Encoding.UTF8.GetString(state.SubtreeJson(new FieldPath(names)).Span);
        Assert.Multiple(() =>
        {
            Assert.That(Sub("a", "b"), Is.EqualTo("""{"c" : [1, 2]}"""));
            Assert.That(Sub("a", "b", "c"), Is.EqualTo("[1, 2]"));
            Assert.That(Sub("s"), Is.EqualTo("\"t\""));
            Assert.That(Sub("x"), Is.Empty, "which stands only deeper");
            Assert.That(Sub("s", "t"), Is.Empty);
        });
    }

    [Test]
    public void A_hundred_and_fifty_levels_are_read()
    {
        var text = string.Concat(Enumerable.Repeat("""{"a":""", 150)) + "1" + new string('}', 150);
        var state = Relaxed.Settings.StateReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.That(state.PathOf(0).Names, Has.Count.EqualTo(150));
        Assert.That(Strict.Settings.StateReader.Read(Encoding.UTF8.GetBytes(text)).Leaves.Length, Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString(Partial(state, 0)), Does.EndWith(text[1..]));
    }

    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("")]
    [TestCase("{} {}")]
    [TestCase("""{"a":1""")]
    [TestCase("""{"a":}""")]
    public void Anything_but_one_object_is_refused(string text) =>
        Assert.That(() => Relaxed.Settings.StateReader.Read(Encoding.UTF8.GetBytes(text)), Throws.InstanceOf<JsonException>());

    [TestCase("""{"a":1,"b":2,"c":3}""", new[] { 1 }, """{"b":2}""")]
    [TestCase("""{"a":1,"o":{"x":1,"y":2},"z":3}""", new[] { 2, 3 }, """{"o":{"y":2},"z":3}""")]
    [TestCase("""{"o":{"p":{"x":1,"y":2},"q":{"z":3}},"r":{"s":4}}""", new[] { 0, 2, 3 }, """{"o":{"p":{"x":1},"q":{"z":3}},"r":{"s":4}}""")]
    [TestCase("""{"o":{"p":{"x":1},"a":5,"q":{"z":3}},"b":1}""", new[] { 0, 1, 2, 3 }, """{"o":{"p":{"x":1},"a":5,"q":{"z":3}},"b":1}""")]
    [TestCase("""{"o":{"p":{"q":{"x":1}}},"b":{"c":{}}}""", new[] { 0, 1 }, """{"o":{"p":{"q":{"x":1}}},"b":{"c":{}}}""")]
    [TestCase("""{"o":{"p":{"q":{"x":1}},"y":2}}""", new[] { 1 }, """{"o":{"y":2}}""")]
    [TestCase("""{"o":{"o":{"o":1},"p":{"o":2}}}""", new[] { 0, 1 }, """{"o":{"o":{"o":1},"p":{"o":2}}}""")]
    [TestCase("""{"a\"b":{"\\":[1,{"x":"\u0000"}]}}""", new[] { 0 }, """{"a\"b":{"\\":[1,{"x":"\u0000"}]}}""")]
    public void A_partial_document_holds_the_chosen_leaves_in_their_places(string members, int[] chosen, string expected)
    {
        var written = Partial(Relaxed.State(members), chosen);
        Assert.That(Encoding.UTF8.GetString(written), Is.EqualTo($$"""{"_id":"other",{{expected[1..]}}"""));
    }

    [Test]
    public void A_partial_document_of_any_choice_reads_back_as_that_choice()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 300; round++)
        {
            var state = Relaxed.State(RandomMap(random, depth: 0));
            var chosen = Enumerable.Range(0, state.Leaves.Length).Where(_ => random.Next(2) == 0).ToArray();
            var read = Relaxed.Settings.StateReader.Read(Partial(state, chosen));
            Assert.That(Paths(read), Is.EqualTo(chosen.Select(i => string.Join('/', state.PathOf(i).Names))));
            foreach (var i in chosen) Assert.That(read.ValueAt(state.Leaves[i].PathHash), Is.EqualTo(state.Leaves[i].ValueHash));
        }
    }

    private static string RandomMap(Random random, int depth)
    {
        var members = Enumerable.Range(0, random.Next(depth == 0 ? 1 : 0, 5)).Select(i => $"\"{(char)('a' + i)}\":{(depth < 4 && random.Next(2) == 0 ? RandomMap(random, depth + 1) : random.Next(9))}");
        return "{" + string.Join(',', members.OrderBy(_ => random.Next())) + "}";
    }

    private static byte[] Partial(DocumentState state, params int[] chosen)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 400, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) state.WritePartial(writer, "\"other\""u8, chosen.ToHashSet());
        return buffer.WrittenSpan.ToArray();
    }
}
