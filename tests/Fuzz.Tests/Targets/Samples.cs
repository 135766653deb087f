using System.Text;
using MongoC.Bson;

namespace Fuzz.Tests.Targets;

/// <summary>Inputs that are well, shared by several targets.</summary>
internal static class Samples
{
    /// <summary>A value of every BSON type, and every container.</summary>
    public const string EveryType = """
        {"_id":{"$oid":"5ca4bbcea2dd94ee58162a68"},"d":{"$numberDouble":"1.5"},"inf":{"$numberDouble":"-Infinity"},"s":"Grüße","o":{"k":{"$numberInt":"1"},"l":{"deep":{"er":[]}}},"a":[{"$numberInt":"1"},{"x":"y"},[]],
        "bin":{"$binary":{"base64":"AQID","subType":"00"}},"uuid":{"$binary":{"base64":"c//SZESzTGmQ6OfR38A11A==","subType":"04"}},"u":{"$undefined":true},"b":true,"date":{"$date":{"$numberLong":"1565545664000"}},"n":null,
        "re":{"$regularExpression":{"pattern":"^a","options":"im"}},"ptr":{"$dbPointer":{"$ref":"db.c","$id":{"$oid":"5ca4bbcea2dd94ee58162a68"}}},"code":{"$code":"f()"},"sym":{"$symbol":"s"},
        "scope":{"$code":"g()","$scope":{"x":{"$numberInt":"1"}}},"i":{"$numberInt":"42"},"ts":{"$timestamp":{"t":1565545664,"i":7}},"l":{"$numberLong":"9007199254740993"},"dec":{"$numberDecimal":"0.1000"},
        "min":{"$minKey":1},"max":{"$maxKey":1}}
        """;

    public const string Order = """{"_id":"o-1","customer":{"name":"Ada","tags":["vip","eu"]},"qty":{"$numberInt":"3"},"price":{"$numberDecimal":"12.50"},"at":{"$date":"2026-01-31T12:00:00Z"}}""";

    /// <summary>As the Big Peer would hand it out.</summary>
    public const string DittoOrder = """{"_id":"o-1","customer":{"name":"Ada","tags":["vip","eu"]},"qty":3,"price":"12.50","at":"2026-01-31T12:00:00.000Z","big":18446744073709551615,"real":1.0,"e":1e3,"empty":{},"none":null,"re":{"$regularExpression":{"pattern":"a","options":"i"}}}""";

    public static IReadOnlyList<byte[]> Bson { get; } = [Parse(EveryType), Parse(Order), Parse("{}")];

    public static IReadOnlyList<byte[]> BsonPieces { get; } =
        [[0], [0xFF], [3, 0x61, 0, 5, 0, 0, 0, 0], [4, 0x61, 0, 5, 0, 0, 0, 0], [0x0F], [0x13], [0x7F], [5, 0x62, 0, 0xFF, 0xFF, 0xFF, 0x7F, 2], [2, 0x73, 0, 1, 0, 0, 0, 0], [0xC3, 0x28], [0xED, 0xA0, 0x80]];

    public static IReadOnlyList<byte[]> JsonPieces { get; } =
    [
        .. FuzzTarget.Texts("{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "null", "true", "false", "0", "-0", "1e999", "-1e-999", "1.0", "18446744073709551616", "9223372036854775808", "{\"a\":", "[[", "{}", "\"_id\":",
            "\"$oid\":", "\"$date\":", "\"$numberLong\":", "\"$numberDecimal\":", "\"$numberDouble\":\"NaN\"", "\"$binary\":", "\"base64\":", "\"subType\":", "\"$code\":", "\"$scope\":", "\"$regularExpression\":", "\"$timestamp\":", "\"$dbPointer\":", "\"t\":", "\"i\":", "\"items\":[",
            "\"mutatedDocumentIds\":[", "\"transactionId\":", "\"error\":", "\"description\":", "\"type\":\"ERROR\"", "\"object\":", "\"metadata\":", "\"apiVersion\":", "\"\"", " ", "\n"),
        [0], [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF],
    ];

    public static IReadOnlyList<byte[]> YamlPieces { get; } =
    [
        .. FuzzTarget.Texts("\n", "  ", "\t", ": ", "- ", "[", "]", "{", "}", "#", "&a ", "*a", "!!str ", "!!binary ", "|\n", ">-\n", "'", "\"", "\\x", "? ", "~", "---\n", "...\n", "<<: *a", "${", "${X}", "$${", "file:", "null", "0x10", "1e999", "-1", "%YAML 1.3\n",
            "&a [*a,*a,*a,*a,*a,*a,*a,*a,*a]", "spec:", "fields", "mode: ejson", "runtime:", "[[[[[[[[", "{a: {a: {a: "),
        [0], [0xFF], [0xC3, 0x28],
    ];

    public static byte[] Parse(string extendedJson) => ExtendedJson.Parse(Encoding.UTF8.GetBytes(extendedJson));
}
