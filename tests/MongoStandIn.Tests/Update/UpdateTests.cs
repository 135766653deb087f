using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Tests.Update;

public sealed class UpdateTests
{
    [TestCase("{'$set': {'b': 2, 'a': 3}}", "{'_id': 1, 'a': 1}", "{'_id': 1, 'a': 3, 'b': 2}", "{'a': 3, 'b': 2}", "")]
    [TestCase("{'$set': {'a.b.c': 1}}", "{'_id': 1}", "{'_id': 1, 'a': {'b': {'c': 1}}}", "{'a': {'b': {'c': 1}}}", "")]
    [TestCase("{'$set': {'a.b': 1, 'a.c': 2}}", "{'_id': 1, 'a': {}}", "{'_id': 1, 'a': {'b': 1, 'c': 2}}", "{'a.b': 1, 'a.c': 2}", "")]
    [TestCase("{'$set': {'a.b': 1, 'a.c': 2}}", "{'_id': 1}", "{'_id': 1, 'a': {'b': 1, 'c': 2}}", "{'a': {'b': 1, 'c': 2}}", "")]
    [TestCase("{'$set': {'a.1': 9}}", "{'_id': 1, 'a': [1, 2]}", "{'_id': 1, 'a': [1, 9]}", "{'a.1': 9}", "")]
    [TestCase("{'$set': {'a.3': 9}}", "{'_id': 1, 'a': [1]}", "{'_id': 1, 'a': [1, null, null, 9]}", "{'a.1': null, 'a.2': null, 'a.3': 9}", "")]
    [TestCase("{'$set': {'a': {'$numberLong': '1'}}}", "{'_id': 1, 'a': 1}", "{'_id': 1, 'a': {'$numberLong': '1'}}", "{'a': {'$numberLong': '1'}}", "")]
    [TestCase("{'$unset': {'a': 1, 'zz': 1}}", "{'_id': 1, 'a': 1}", "{'_id': 1}", "{}", "a")]
    [TestCase("{'$unset': {'a.0': 1}}", "{'_id': 1, 'a': [1, 2]}", "{'_id': 1, 'a': [null, 2]}", "{'a.0': null}", "")]
    [TestCase("{'$inc': {'a': 2, 'b': 1}}", "{'_id': 1, 'a': 1}", "{'_id': 1, 'a': 3, 'b': 1}", "{'a': 3, 'b': 1}", "")]
    [TestCase("{'$inc': {'a': 1}}", "{'_id': 1, 'a': 2147483647}", "{'_id': 1, 'a': {'$numberLong': '2147483648'}}", "{'a': {'$numberLong': '2147483648'}}", "")]
    [TestCase("{'$inc': {'a': {'$numberDecimal': '0.1'}}}", "{'_id': 1, 'a': {'$numberDecimal': '0.2'}}", "{'_id': 1, 'a': {'$numberDecimal': '0.3'}}", "{'a': {'$numberDecimal': '0.3'}}", "")]
    [TestCase("{'$mul': {'a': 3, 'b': 3}}", "{'_id': 1, 'a': 2}", "{'_id': 1, 'a': 6, 'b': 0}", "{'a': 6, 'b': 0}", "")]
    [TestCase("{'$min': {'a': 1}, '$max': {'b': 5}}", "{'_id': 1, 'a': 2, 'b': 4}", "{'_id': 1, 'a': 1, 'b': 5}", "{'a': 1, 'b': 5}", "")]
    [TestCase("{'$rename': {'a': 'b.c'}}", "{'_id': 1, 'a': 2, 'x': 0}", "{'_id': 1, 'x': 0, 'b': {'c': 2}}", "{'b': {'c': 2}}", "a")]
    [TestCase("{'$push': {'a': 3}}", "{'_id': 1, 'a': [1]}", "{'_id': 1, 'a': [1, 3]}", "{'a.1': 3}", "")]
    [TestCase("{'$push': {'a': {'$each': [5, 1], '$sort': 1, '$slice': 2}}}", "{'_id': 1, 'a': [3]}", "{'_id': 1, 'a': [1, 3]}", "{'a': [1, 3]}", "")]
    [TestCase("{'$push': {'a': {'$each': [9], '$position': 0}}}", "{'_id': 1, 'a': [3]}", "{'_id': 1, 'a': [9, 3]}", "{'a': [9, 3]}", "")]
    [TestCase("{'$addToSet': {'a': {'$each': [1, 2, 2]}}}", "{'_id': 1, 'a': [1]}", "{'_id': 1, 'a': [1, 2]}", "{'a.1': 2}", "")]
    [TestCase("{'$pull': {'a': {'$gte': 2}}}", "{'_id': 1, 'a': [1, 2, 3]}", "{'_id': 1, 'a': [1]}", "{'a': [1]}", "")]
    [TestCase("{'$pull': {'a': {'x': 1}}}", "{'_id': 1, 'a': [{'x': 1, 'y': 2}, {'x': 2}]}", "{'_id': 1, 'a': [{'x': 2}]}", "{'a': [{'x': 2}]}", "")]
    [TestCase("{'$pullAll': {'a': [1, 3]}}", "{'_id': 1, 'a': [1, 2, 3]}", "{'_id': 1, 'a': [2]}", "{'a': [2]}", "")]
    [TestCase("{'$pop': {'a': -1}}", "{'_id': 1, 'a': [1, 2]}", "{'_id': 1, 'a': [2]}", "{'a': [2]}", "")]
    [TestCase("{'$currentDate': {'a': true}}", "{'_id': 1}", "{'_id': 1, 'a': {'$date': '2026-01-01T00:00:00Z'}}", "{'a': {'$date': '2026-01-01T00:00:00Z'}}", "")]
    [TestCase("[{'$set': {'a.b': 1}}]", "{'_id': 1, 'x': 'a long enough text that stays as it was before', 'a': [{'b': 0, 'c': 1}, 7]}", "{'_id': 1, 'x': 'a long enough text that stays as it was before', 'a': [{'b': 1, 'c': 1}, {'b': 1}]}", "{'a.0.b': 1, 'a.1': {'b': 1}}", "")]
    [TestCase("[{'$unset': 'a'}, {'$set': {'n': {'$add': ['$n', 1]}}}]", "{'_id': 1, 'a': 1, 'n': 1}", "{'_id': 1, 'n': 2}", "{'n': 2}", "a")]
    [TestCase("[{'$replaceWith': {'$setField': {'field': 'a.b', 'input': '$$ROOT', 'value': 5}}}]", "{'_id': 1, 'x': 1}", "{'_id': 1, 'x': 1, 'a.b': 5}", "{'a.b': 5}", "")]
    [TestCase("[{'$replaceWith': {'$unsetField': {'field': {'$literal': '$p'}, 'input': '$$ROOT'}}}]", "{'_id': 1, '$p': 1}", "{'_id': 1}", "{}", "$p")]
    [TestCase("[{'$project': {'a': 1}}]", "{'_id': 1, 'a': 1, 'b': 2}", "{'_id': 1, 'a': 1}", "{}", "b")]
    public void An_update_changes_the_document_and_says_how(string update, string before, string after, string updatedFields, string removed)
    {
        var context = Bson.Context();
        var result = Parse(update, context).Apply(Bson.Doc(before), isInsert: false, context);
        Assert.That(Bson.Json(result.Document), Is.EqualTo(Bson.Canonical(after)));
        var description = result.Changes!.ToBytes();
        Assert.That(Bson.Json(RawDocument.Field(description, "updatedFields"u8).Bytes), Is.EqualTo(Bson.Canonical(updatedFields)));
        Assert.That(result.Changes!.Removed, Is.EqualTo(removed.Length == 0 ? [] : new[] { removed }));
    }

    [TestCase("{'$set': {'a': 1}}")]
    [TestCase("{'$unset': {'zz': 1, 'a.b': 1}}")]
    [TestCase("{'$inc': {'a': 0}}")]
    [TestCase("{'$max': {'a': 0}}")]
    [TestCase("{'$addToSet': {'l': 1}}")]
    [TestCase("{'$pull': {'l': 7}}")]
    [TestCase("{'$setOnInsert': {'a': 5}}")]
    [TestCase("{'$set': {}}")]
    [TestCase("{'$rename': {'zz': 'y'}}")]
    [TestCase("[{'$set': {'a': 1}}]")]
    [TestCase("{'_id': 1, 'a': 1, 'l': [1]}")]
    public void An_update_that_changes_nothing_leaves_the_bytes_alone(string update)
    {
        var context = Bson.Context();
        var before = Bson.Doc("{'_id': 1, 'a': 1, 'l': [1]}");
        Assert.That(Parse(update, context).Apply(before, isInsert: false, context).Document, Is.EqualTo(before));
    }

    [TestCase("{'$set': {'_id': 2}}", 66, "_id")]
    [TestCase("{'_id': 2}", 66, "_id")]
    [TestCase("[{'$set': {'_id': 2}}]", 66, "_id")]
    [TestCase("{'$bogus': {'a': 1}}", 9, "$bogus")]
    [TestCase("{'$set': {'l.$': 1}}", 2, "positional")]
    [TestCase("{'$set': {'a': 1}, '$inc': {'a': 1}}", 40, "a")]
    [TestCase("{'$set': {'a.b': 1, 'a': 1}}", 40, "a")]
    [TestCase("{'$set': {'a..b': 1}}", 56, "a..b")]
    [TestCase("{'$set': {'a.b': 1}}", 28, "b")]
    [TestCase("{'$set': {'l.x': 1}}", 28, "x")]
    [TestCase("{'$inc': {'s': 1}}", 14, "$inc")]
    [TestCase("{'$inc': {'a': 'x'}}", 14, "a")]
    [TestCase("{'$push': {'a': 1}}", 2, "a")]
    [TestCase("{'$set': 5}", 9, "$set")]
    [TestCase("[{'$match': {'a': 1}}]", 72, "$match")]
    [TestCase("[{'$bogus': {'a': 1}}]", 40324, "$bogus")]
    [TestCase("[{'$set': {'a': {'$bogus': 1}}}]", 168, "$bogus")]
    public void What_cannot_be_done_is_an_error_that_names_it(string update, int code, string named)
    {
        var context = Bson.Context();
        var error = Assert.Throws<CommandException>(() => Parse(update, context).Apply(Bson.Doc("{'_id': 1, 'a': 1, 's': 'x', 'l': [1]}"), isInsert: false, context))!;
        Assert.That((int)error.Code, Is.EqualTo(code), error.Message);
        Assert.That(error.Message, Does.Contain(named));
    }

    [TestCase("{'_id': 5, 'a': 1, 'b': {'$gt': 1}}", false, "{'_id': 5, 'a': 1}")]
    [TestCase("{'a.b': 1, '$and': [{'c': {'$eq': 2}}, {'d': {'$in': [3]}}]}", false, "{'a': {'b': 1}, 'c': 2, 'd': 3}")]
    [TestCase("{'a': 1, '_id': 5}", true, "{'_id': 5}")]
    public void An_upsert_starts_from_the_equalities_of_its_filter(string filter, bool onlyId, string expected) =>
        Assert.That(Bson.Json(UpsertSeed.From(Bson.Doc(filter), onlyId)), Is.EqualTo(Bson.Canonical(expected)));

    [Test]
    public void An_upsert_from_contradicting_equalities_is_an_error() =>
        Assert.That(Assert.Throws<CommandException>(() => UpsertSeed.From(Bson.Doc("{'a': 1, '$and': [{'a': 2}]}"), onlyId: false))!.Code, Is.EqualTo(ErrorCode.NotSingleValueField));

    private static UpdateSpec Parse(string update, EvaluationContext context) => UpdateSpec.Parse(Bson.Value(update), context, RawValue.Missing, new ConstantNode(true));
}
