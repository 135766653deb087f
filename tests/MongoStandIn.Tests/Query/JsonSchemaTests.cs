using MongoStandIn.Errors;
using MongoStandIn.Query;

namespace MongoStandIn.Tests.Query;

/// <summary>What schemas allow. The cases follow the manual's page on <c>$jsonSchema</c> and JSON Schema's draft 4.</summary>
public sealed class JsonSchemaTests
{
    [TestCase("{}", "{'a': 1}", true)]
    [TestCase("{'required': ['a', 'b']}", "{'a': 1}", false)]
    [TestCase("{'required': ['a']}", "{'a': null}", true)]
    [TestCase("{'properties': {'a': {'bsonType': 'int'}}}", "{}", true)]
    [TestCase("{'properties': {'a': {'bsonType': 'int'}}}", "{'a': 1}", true)]
    [TestCase("{'properties': {'a': {'bsonType': 'int'}}}", "{'a': [1]}", false)]
    [TestCase("{'properties': {'a': {'bsonType': ['int', 'string']}}}", "{'a': 'x'}", true)]
    [TestCase("{'properties': {'a': {'bsonType': 'number'}}}", "{'a': {'$numberDecimal': '1'}}", true)]
    [TestCase("{'properties': {'a': {'type': 'number'}}}", "{'a': {'$numberLong': '1'}}", true)]
    [TestCase("{'properties': {'a': {'type': 'boolean'}}}", "{'a': 1}", false)]
    [TestCase("{'properties': {'a': {'enum': [1, {'x': 1, 'y': 2}]}}}", "{'a': {'y': 2, 'x': {'$numberDouble': '1.0'}}}", true)]
    [TestCase("{'properties': {'a': {'enum': [1]}}}", "{'a': 2}", false)]
    [TestCase("{'properties': {'a': {'minimum': 2}}}", "{'a': 2}", true)]
    [TestCase("{'properties': {'a': {'minimum': 2, 'exclusiveMinimum': true}}}", "{'a': 2}", false)]
    [TestCase("{'properties': {'a': {'maximum': 2, 'exclusiveMaximum': true}}}", "{'a': {'$numberDouble': '1.5'}}", true)]
    [TestCase("{'properties': {'a': {'maximum': 2}}}", "{'a': 'not a number'}", true)]
    [TestCase("{'properties': {'a': {'multipleOf': {'$numberDecimal': '0.1'}}}}", "{'a': {'$numberDecimal': '0.3'}}", true)]
    [TestCase("{'properties': {'a': {'multipleOf': 3}}}", "{'a': 4}", false)]
    [TestCase("{'properties': {'a': {'minLength': 2}}}", "{'a': 'é'}", false)]
    [TestCase("{'properties': {'a': {'maxLength': 1}}}", "{'a': 'é'}", true)]
    [TestCase("{'properties': {'a': {'pattern': '^x'}}}", "{'a': 'yx'}", false)]
    [TestCase("{'properties': {'a': {'items': {'bsonType': 'int'}}}}", "{'a': [1, 'x']}", false)]
    [TestCase("{'properties': {'a': {'items': [{'bsonType': 'int'}], 'additionalItems': false}}}", "{'a': [1, 2]}", false)]
    [TestCase("{'properties': {'a': {'items': [{'bsonType': 'int'}], 'additionalItems': {'type': 'string'}}}}", "{'a': [1, 'x']}", true)]
    [TestCase("{'properties': {'a': {'minItems': 1, 'maxItems': 2}}}", "{'a': []}", false)]
    [TestCase("{'properties': {'a': {'uniqueItems': true}}}", "{'a': [{'x': 1, 'y': 1}, {'y': 1, 'x': 1}]}", false)]
    [TestCase("{'properties': {'a': {'uniqueItems': true}}}", "{'a': [1, 2]}", true)]
    [TestCase("{'properties': {'_id': {}, 'a': {}}, 'additionalProperties': false}", "{'_id': 1, 'a': 1, 'b': 1}", false)]
    [TestCase("{'properties': {'_id': {}}, 'patternProperties': {'^s_': {'type': 'string'}}, 'additionalProperties': false}", "{'_id': 1, 's_x': 'y'}", true)]
    [TestCase("{'patternProperties': {'^s_': {'type': 'string'}}}", "{'s_x': 1}", false)]
    [TestCase("{'additionalProperties': {'bsonType': 'int'}}", "{'a': 1, 'b': 'x'}", false)]
    [TestCase("{'minProperties': 2}", "{'a': 1}", false)]
    [TestCase("{'maxProperties': 1}", "{'a': 1}", true)]
    [TestCase("{'dependencies': {'a': ['b']}}", "{'a': 1}", false)]
    [TestCase("{'dependencies': {'a': {'required': ['b']}}}", "{'c': 1}", true)]
    [TestCase("{'allOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1}", false)]
    [TestCase("{'anyOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1}", true)]
    [TestCase("{'oneOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1, 'b': 1}", false)]
    [TestCase("{'not': {'required': ['a']}}", "{'a': 1}", false)]
    [TestCase("{'title': 't', 'description': 'd', 'bsonType': 'object'}", "{'a': 1}", true)]
    [TestCase("{'properties': {'a': {'bsonType': 'object', 'required': ['b'], 'properties': {'b': {'minimum': 5}}}}}", "{'a': {'b': 4}}", false)]
    public void A_schema_allows(string schema, string document, bool allowed)
    {
        var node = FilterParser.Parse(Bson.Doc($"{{'$jsonSchema': {schema}}}"), Bson.Context());
        Assert.That(node.Matches(Bson.Doc(document), Bson.Context()), Is.EqualTo(allowed));
    }

    [TestCase("{'$jsonSchema': 1}", ErrorCode.TypeMismatch)]
    [TestCase("{'$jsonSchema': {'bogus': 1}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'format': 'date'}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'type': 'integer'}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'type': 'bogus'}}", ErrorCode.BadValue)]
    [TestCase("{'$jsonSchema': {'bsonType': 'bogus'}}", ErrorCode.BadValue)]
    [TestCase("{'$jsonSchema': {'bsonType': 1}}", ErrorCode.TypeMismatch)]
    [TestCase("{'$jsonSchema': {'type': 'object', 'bsonType': 'object'}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'required': []}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'required': ['a', 'a']}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'required': 'a'}}", ErrorCode.TypeMismatch)]
    [TestCase("{'$jsonSchema': {'properties': {'a': 1}}}", ErrorCode.TypeMismatch)]
    [TestCase("{'$jsonSchema': {'minimum': 'x'}}", ErrorCode.TypeMismatch)]
    [TestCase("{'$jsonSchema': {'exclusiveMinimum': true}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'minLength': -1}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'enum': []}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'enum': [1, {'$numberDouble': '1.0'}]}}", ErrorCode.FailedToParse)]
    [TestCase("{'$jsonSchema': {'allOf': []}}", ErrorCode.BadValue)]
    [TestCase("{'$jsonSchema': {'title': 1}}", ErrorCode.TypeMismatch)]
    public void A_schema_that_makes_no_sense_is_refused(string filter, object code)
    {
        var error = Assert.Throws<CommandException>(() => FilterParser.Parse(Bson.Doc(filter), Bson.Context()));
        Assert.That(error!.Code, Is.EqualTo(code), error.Message);
    }
}
