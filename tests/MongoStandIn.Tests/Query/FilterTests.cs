using MongoStandIn.Errors;
using MongoStandIn.Query;

namespace MongoStandIn.Tests.Query;

/// <summary>What filters match. The cases follow the manual and the known corners of MongoDB's own tests.</summary>
public sealed class FilterTests
{
    [TestCase("{}", "{'a': 1}", true)]
    [TestCase("{'a': 1}", "{'a': {'$numberDouble': '1.0'}}", true)]
    [TestCase("{'a': 1}", "{'a': [3, 1]}", true)]
    [TestCase("{'a': [3, 1]}", "{'a': [3, 1]}", true)]
    [TestCase("{'a': [3, 1]}", "{'a': [[3, 1], 2]}", true)]
    [TestCase("{'a': [1, 3]}", "{'a': [3, 1]}", false)]
    [TestCase("{'a': {'b': 1}}", "{'a': {'b': 1}}", true)]
    [TestCase("{'a': {'b': 1}}", "{'a': {'b': 1, 'c': 2}}", false)]
    [TestCase("{'a': {'c': 2, 'b': 1}}", "{'a': {'b': 1, 'c': 2}}", false)]
    [TestCase("{'a.b': 1}", "{'a': [{'b': 2}, {'b': 1}]}", true)]
    [TestCase("{'a.1.b': 1}", "{'a': [{'b': 2}, {'b': 1}]}", true)]
    [TestCase("{'a.0.b': 1}", "{'a': [{'b': 2}, {'b': 1}]}", false)]
    [TestCase("{'a.0': 2}", "{'a': [2, 3]}", true)]
    [TestCase("{'a.0': 2}", "{'a': {'0': 2}}", true)]
    [TestCase("{'a.b': 1}", "{'a': [[{'b': 1}]]}", false)]
    [TestCase("{'a': null}", "{}", true)]
    [TestCase("{'a': null}", "{'a': null}", true)]
    [TestCase("{'a': null}", "{'a': 0}", false)]
    [TestCase("{'a': null}", "{'a': [1, null]}", true)]
    [TestCase("{'a.b': null}", "{'a': 4}", true)]
    [TestCase("{'a.b': null}", "{'a': [{'b': 3}, {}]}", true)]
    [TestCase("{'a.b': null}", "{'a': []}", false)]
    [TestCase("{'a.b': null}", "{'a': [1, 2]}", false)]
    [TestCase("{'a': {'$ne': 1}}", "{'a': [1, 2]}", false)]
    [TestCase("{'a': {'$ne': 1}}", "{}", true)]
    [TestCase("{'a': {'$gt': 1}}", "{'a': 'x'}", false)]
    [TestCase("{'a': {'$gt': 1, '$lt': 3}}", "{'a': [0, 4]}", true)]
    [TestCase("{'a': {'$gte': null}}", "{}", true)]
    [TestCase("{'a': {'$gt': null}}", "{}", false)]
    [TestCase("{'a': {'$lt': {'$maxKey': 1}}}", "{'a': 'x'}", true)]
    [TestCase("{'a': {'$gt': {'$minKey': 1}}}", "{}", true)]
    [TestCase("{'a': {'$gte': {'$numberDouble': 'NaN'}}}", "{'a': {'$numberDouble': 'NaN'}}", true)]
    [TestCase("{'a': {'$gt': {'$numberDouble': 'NaN'}}}", "{'a': 1}", false)]
    [TestCase("{'a': {'$lt': 1}}", "{'a': {'$numberDouble': 'NaN'}}", false)]
    [TestCase("{'a': {'$lt': {'$numberDecimal': '1.5'}}}", "{'a': {'$numberLong': '1'}}", true)]
    [TestCase("{'a': {'$in': [1, null]}}", "{}", true)]
    [TestCase("{'a': {'$in': ['x', {'$regularExpression': {'pattern': '^ab', 'options': ''}}]}}", "{'a': 'abc'}", true)]
    [TestCase("{'a': {'$in': []}}", "{'a': 1}", false)]
    [TestCase("{'a': {'$nin': [1]}}", "{'a': [1]}", false)]
    [TestCase("{'$or': [{'a': 1}, {'b': 1}]}", "{'b': 1}", true)]
    [TestCase("{'$nor': [{'a': 1}, {'b': 1}]}", "{'b': 1}", false)]
    [TestCase("{'$and': [{'a': 1}, {'b': 1}]}", "{'b': 1}", false)]
    [TestCase("{'a': {'$not': {'$gt': 1}}}", "{'a': 'x'}", true)]
    [TestCase("{'a': {'$not': {'$gt': 1}}}", "{'a': 2}", false)]
    [TestCase("{'a': {'$exists': true}}", "{'a': null}", true)]
    [TestCase("{'a.b': {'$exists': true}}", "{'a': [{'c': 1}]}", false)]
    [TestCase("{'a': {'$exists': 0}}", "{}", true)]
    [TestCase("{'a': {'$type': 'number'}}", "{'a': {'$numberDecimal': '1'}}", true)]
    [TestCase("{'a': {'$type': 'array'}}", "{'a': []}", true)]
    [TestCase("{'a': {'$type': ['string', 8]}}", "{'a': [true]}", true)]
    [TestCase("{'a': {'$size': 2}}", "{'a': [1, 2]}", true)]
    [TestCase("{'a': {'$size': 2}}", "{'a': [[1, 2]]}", false)]
    [TestCase("{'a': {'$all': [1, 2]}}", "{'a': [2, 1, 3]}", true)]
    [TestCase("{'a': {'$all': [[1, 2]]}}", "{'a': [1, 2]}", true)]
    [TestCase("{'a': {'$all': []}}", "{'a': [1]}", false)]
    [TestCase("{'a': {'$all': [{'$elemMatch': {'x': 1}}, {'$elemMatch': {'x': 2}}]}}", "{'a': [{'x': 2}, {'x': 1}]}", true)]
    [TestCase("{'a': {'$elemMatch': {'x': 1, 'y': 2}}}", "{'a': [{'x': 1, 'y': 1}, {'x': 2, 'y': 2}]}", false)]
    [TestCase("{'a': {'$elemMatch': {'$gt': 1, '$lt': 3}}}", "{'a': [0, 4]}", false)]
    [TestCase("{'a': {'$elemMatch': {'$gt': 1, '$lt': 3}}}", "{'a': [0, 2]}", true)]
    [TestCase("{'a': {'$elemMatch': {'$gt': 1}}}", "{'a': 2}", false)]
    [TestCase("{'a': {'$regex': '^A', '$options': 'i'}}", "{'a': ['b', 'abc']}", true)]
    [TestCase("{'a': {'$regex': '^\\\\d+$'}}", "{'a': '١٢'}", false)]
    [TestCase("{'a': {'$mod': [4, 1]}}", "{'a': 9}", true)]
    [TestCase("{'a': {'$mod': [4, 1]}}", "{'a': 'x'}", false)]
    [TestCase("{'$expr': {'$eq': ['$a', {'b': 1, 'c': 2}]}}", "{'a': {'b': 1, 'c': 2}}", true)]
    [TestCase("{'$expr': {'$eq': ['$a', {'b': 1, 'c': 2}]}}", "{'a': {'c': 2, 'b': 1}}", false)]
    [TestCase("{'$expr': {'$eq': ['$a', null]}}", "{}", false)]
    [TestCase("{'$expr': {'$eq': [{'$type': '$a'}, 'missing']}}", "{}", true)]
    [TestCase("{'$expr': {'$gt': ['$a', 5]}}", "{'a': 'text sorts above numbers'}", true)]
    [TestCase("{'$expr': {'$in': [2, '$a.b']}}", "{'a': [{'b': 1}, {'b': 2}, 3]}", true)]
    [TestCase("{'$expr': {'$eq': ['$$ROOT', {'a': {'$literal': '$x'}}]}}", "{'a': '$x'}", true)]
    [TestCase("{'a': {'$eq': {'$oid': '507f1f77bcf86cd799439011'}}}", "{'a': {'$oid': '507f1f77bcf86cd799439011'}}", true)]
    public void A_filter_matches(string filter, string document, bool expected)
    {
        var context = Bson.Context();
        Assert.That(FilterParser.Parse(Bson.Doc(filter), context).Matches(Bson.Doc(document), context), Is.EqualTo(expected));
    }

    [TestCase("{'$where': 'true'}", 2, "$where")]
    [TestCase("{'$bogus': 1}", 2, "$bogus")]
    [TestCase("{'a': {'$bogus': 1}}", 2, "$bogus")]
    [TestCase("{'a': {'$near': 1}}", 2, "$near")]
    [TestCase("{'a': {'$in': 1}}", 2, "$in")]
    [TestCase("{'$and': []}", 2, "$and")]
    [TestCase("{'a': {'$type': 'bogus'}}", 2, "bogus")]
    [TestCase("{'a': {'$mod': [0, 1]}}", 2, "divisor")]
    [TestCase("{'a': {'$regex': '('}}", 51091, "Regular expression")]
    [TestCase("{'$expr': {'$bogus': 1}}", 168, "$bogus")]
    [TestCase("{'$expr': '$$BOGUS'}", 17276, "BOGUS")]
    public void What_is_not_known_is_an_error_that_names_it(string filter, int code, string named)
    {
        var error = Assert.Throws<CommandException>(() => FilterParser.Parse(Bson.Doc(filter), Bson.Context()))!;
        Assert.That((int)error.Code, Is.EqualTo(code));
        Assert.That(error.Message, Does.Contain(named));
    }
}
