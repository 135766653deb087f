using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Tests.Values;

public sealed class BsonOrderTests
{
    [Test]
    public void Types_sort_in_the_ranks_of_the_manual()
    {
        string[] ascending =
        [
            "{'$minKey': 1}", "null", "5", "'text'", "{'a': 1}", "[1]", "{'$binary': {'base64': 'AA==', 'subType': '00'}}", "{'$oid': '507f1f77bcf86cd799439011'}",
            "false", "{'$date': '1970-01-01T00:00:00Z'}", "{'$timestamp': {'t': 1, 'i': 1}}", "{'$regularExpression': {'pattern': 'a', 'options': ''}}", "{'$code': 'f'}", "{'$maxKey': 1}",
        ];
        var values = ascending.Select(Bson.Value).ToArray();
        for (var i = 0; i < values.Length; i++)
            for (var j = 0; j < values.Length; j++)
                Assert.That(Math.Sign(BsonOrder.Compare(values[i], values[j])), Is.EqualTo(i.CompareTo(j)), $"{ascending[i]} against {ascending[j]}");
    }

    [TestCase("{'$numberInt': '1'}", "{'$numberDouble': '1.0'}", 0)]
    [TestCase("{'$numberLong': '1'}", "{'$numberDecimal': '1.000'}", 0)]
    [TestCase("{'$numberDouble': '-0.0'}", "{'$numberInt': '0'}", 0)]
    [TestCase("{'$numberDouble': 'NaN'}", "{'$numberDecimal': 'NaN'}", 0)]
    [TestCase("{'$numberDouble': 'NaN'}", "{'$numberDouble': '-Infinity'}", -1)]
    [TestCase("{'$numberLong': '9007199254740993'}", "{'$numberDouble': '9007199254740992.0'}", 1)]
    [TestCase("{'$numberLong': '9223372036854775807'}", "{'$numberDouble': '9.223372036854775808E18'}", -1)]
    [TestCase("{'$numberDecimal': '0.1'}", "{'$numberDouble': '0.1'}", -1)]
    [TestCase("{'$numberDecimal': '0.5'}", "{'$numberDouble': '0.5'}", 0)]
    [TestCase("{'$numberDecimal': '1E+6000'}", "{'$numberDouble': '1.7976931348623157E308'}", 1)]
    [TestCase("{'$numberDecimal': '1E+6000'}", "{'$numberDouble': 'Infinity'}", -1)]
    [TestCase("{'$numberDecimal': '-1E-6000'}", "{'$numberInt': '0'}", -1)]
    [TestCase("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}", -1)]
    [TestCase("{'a': 1}", "{'a': 1, 'b': 1}", -1)]
    [TestCase("{'a': 'x'}", "{'b': 1}", 1)]
    [TestCase("[1, 2]", "[1, 2, 0]", -1)]
    [TestCase("{'$binary': {'base64': 'AAA=', 'subType': '00'}}", "{'$binary': {'base64': '/w==', 'subType': '05'}}", 1)]
    [TestCase("'a'", "'a\\u0000'", -1)]
    public void Values_compare_as_MongoDB_does(string left, string right, int expected)
    {
        Assert.That(Math.Sign(BsonOrder.Compare(Bson.Value(left), Bson.Value(right))), Is.EqualTo(expected));
        Assert.That(Math.Sign(BsonOrder.Compare(Bson.Value(right), Bson.Value(left))), Is.EqualTo(-expected));
    }

    [Test]
    public void The_order_is_total_and_the_encoded_keys_sort_alike()
    {
        var random = new RandomValues(1);
        var values = Enumerable.Range(0, 400).Select(_ => random.Next()).ToArray();
        var keys = values.Select(v => KeyWriter.Encode(v)).ToArray();
        Assert.Multiple(() =>
        {
            for (var i = 0; i < values.Length; i++)
                for (var j = 0; j < values.Length; j++)
                {
                    var order = Math.Sign(BsonOrder.Compare(values[i], values[j]));
                    if (order != -Math.Sign(BsonOrder.Compare(values[j], values[i]))) Assert.Fail($"Not antisymmetric: {BsonText.Of(values[i])} {BsonText.Of(values[j])}");
                    if (order != Math.Sign(keys[i].AsSpan().SequenceCompareTo(keys[j]))) Assert.Fail($"Keys sort otherwise: {values[i].Type} {BsonText.Of(values[i])} {values[j].Type} {BsonText.Of(values[j])} {order}");
                    if (order != 0 && keys[j].AsSpan().StartsWith(keys[i])) Assert.Fail($"One key begins another: {BsonText.Of(values[i])} {BsonText.Of(values[j])}");
                }
        });
        Array.Sort(values, (a, b) => BsonOrder.Compare(a, b));
        for (var i = 1; i < values.Length; i++) Assert.That(BsonOrder.Compare(values[i - 1], values[i]), Is.LessThanOrEqualTo(0));
    }

    [Test]
    public void Descending_keys_sort_the_other_way()
    {
        var random = new RandomValues(2);
        var values = Enumerable.Range(0, 100).Select(_ => random.Next()).ToArray();
        foreach (var a in values)
            foreach (var b in values)
            {
                var (x, y) = (new KeyWriter(), new KeyWriter());
                x.Append(a, descending: true);
                y.Append(b, descending: true);
                Assert.That(Math.Sign(x.Written.SequenceCompareTo(y.Written)), Is.EqualTo(-Math.Sign(BsonOrder.Compare(a, b))));
            }
    }

    [Test]
    public void A_missing_value_is_below_null_and_indexed_as_null()
    {
        Assert.That(BsonOrder.Compare(RawValue.Missing, RawValue.Null), Is.LessThan(0));
        Assert.That(KeyWriter.Encode(RawValue.Missing), Is.EqualTo(KeyWriter.Encode(RawValue.Null)));
        Assert.That(BsonOrder.Rank(BsonType.Int32), Is.EqualTo(BsonOrder.Rank(BsonType.Decimal128)));
    }
}
