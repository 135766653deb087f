namespace EndToEnd.Tests.Plans;

/// <summary>The plan table of the bridge, row by row, with the cases that a row names.</summary>
internal static class PlanRows
{
    /// <summary>Rows for either mode.</summary>
    private static readonly IReadOnlyList<PlanRow> Common =
    [
        new("same, same: nothing") { Agreed = "\"a\":1,\"b\":1", Expected = "\"a\":1,\"b\":1" },

        new("changed, same: a value") { Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", Expected = "\"a\":2,\"b\":1" },
        new("changed, same: a new path") { Agreed = "\"a\":1", MongoUpdate = """{"$set":{"n":[1,{"x":2}]}}""", Expected = "\"a\":1,\"n\":[1,{\"x\":2}]" },
        new("changed, same: a removed path") { Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$unset":{"b":""}}""", Expected = "\"a\":1" },
        new("changed, same: all paths removed") { Agreed = "\"a\":1", MongoUpdate = """{"$unset":{"a":""},"$set":{"z":null}}""", Expected = "\"z\":null" },

        new("same, changed: a value") { Agreed = "\"a\":1,\"b\":1", BigPeerUpdates = [("SET a = :v", "2")], Expected = "\"a\":2,\"b\":1" },
        new("same, changed: a new path") { Agreed = "\"a\":1", BigPeerUpdates = [("SET n = :v", "[1,{\"x\":2}]")], Expected = "\"a\":1,\"n\":[1,{\"x\":2}]" },
        new("same, changed: a removed path") { Agreed = "\"a\":1,\"b\":1", BigPeerUpdates = [("UNSET b", "null")], Expected = "\"a\":1" },

        new("changed, changed: different paths")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", BigPeerUpdates = [("SET b = :v", "3")], Expected = "\"a\":2,\"b\":3",
        },
        new("changed, changed: the same value")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", BigPeerUpdates = [("SET a = :v", "2")], Expected = "\"a\":2,\"b\":1",
        },
        new("changed, changed: a conflict")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", BigPeerUpdates = [("SET a = :v", "3")],
            Expected = "\"a\":2,\"b\":1", ExpectedForBigPeer = "\"a\":3,\"b\":1",
        },
        new("changed, changed: a conflict beside changes of either side")
        {
            Agreed = "\"a\":1,\"b\":1,\"c\":1", MongoUpdate = """{"$set":{"a":2,"b":2}}""", BigPeerUpdates = [("SET a = :v", "3"), ("SET c = :v", "3")],
            Expected = "\"a\":2,\"b\":2,\"c\":3", ExpectedForBigPeer = "\"a\":3,\"b\":2,\"c\":3",
        },
        new("changed, changed: removed in MongoDB, changed at the Big Peer")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$unset":{"a":""}}""", BigPeerUpdates = [("SET a = :v", "3")],
            Expected = "\"b\":1", ExpectedForBigPeer = "\"a\":3,\"b\":1",
        },
        new("changed, changed: changed in MongoDB, removed at the Big Peer")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", BigPeerUpdates = [("UNSET a", "null")],
            Expected = "\"a\":2,\"b\":1", ExpectedForBigPeer = "\"b\":1",
        },

        new("gone, same") { Agreed = "\"a\":1", MongoDelete = true },
        new("gone, changed: the delete is final") { Agreed = "\"a\":1", MongoDelete = true, BigPeerUpdates = [("SET a = :v", "3")] },
        new("gone, gone") { Agreed = "\"a\":1", MongoDelete = true, BigPeerDelete = true },
        new("same, gone") { Agreed = "\"a\":1", BigPeerDelete = true },
        new("changed, gone")
        {
            Agreed = "\"a\":1,\"b\":1", MongoUpdate = """{"$set":{"a":2}}""", BigPeerDelete = true, Expected = "\"a\":2,\"b\":1", GoneForBigPeer = true,
        },

        new("unknown, only in MongoDB") { MongoInsert = "\"a\":1,\"o\":{\"x\":1,\"y\":{}}", Expected = "\"a\":1,\"o\":{\"x\":1,\"y\":{}}" },
        new("unknown, only at the Big Peer") { BigPeerInsert = "\"a\":1,\"o\":{\"x\":1,\"y\":{}}", Expected = "\"a\":1,\"o\":{\"x\":1,\"y\":{}}" },
        new("unknown, on both sides")
        {
            MongoInsert = "\"a\":1,\"same\":1,\"m\":1", BigPeerInsert = "\"a\":2,\"same\":1,\"d\":1",
            Expected = "\"a\":1,\"same\":1,\"m\":1,\"d\":1", ExpectedForBigPeer = "\"a\":2,\"same\":1,\"m\":1,\"d\":1",
        },
        new("unknown, on both sides and equal") { MongoInsert = "\"a\":1", BigPeerInsert = "\"a\":1", Expected = "\"a\":1" },
    ];

    /// <summary>An object is one value.</summary>
    private static readonly IReadOnlyList<PlanRow> OnlyStrict =
    [
        new("strict: an object changed in MongoDB is replaced whole")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1}", MongoUpdate = """{"$set":{"o.x":2},"$unset":{"o.y":""}}""", Expected = "\"o\":{\"x\":2}",
        },
        new("strict: an object changed at the Big Peer is replaced whole")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1}", BigPeerUpdates = [("SET o = :v", "{\"x\":3}")], Expected = "\"o\":{\"x\":3}",
        },
        new("strict: members of one object changed on both sides are a conflict")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1}", MongoUpdate = """{"$set":{"o.x":2}}""", BigPeerUpdates = [("SET o = :v", "{\"x\":1,\"y\":3}")],
            Expected = "\"o\":{\"x\":2,\"y\":1}", ExpectedForBigPeer = "\"o\":{\"x\":1,\"y\":3}",
        },
        new("strict: an object becomes a value in MongoDB") { Agreed = "\"o\":{\"x\":1}", MongoUpdate = """{"$set":{"o":5}}""", Expected = "\"o\":5" },
        new("strict: a value becomes an object in MongoDB") { Agreed = "\"o\":5", MongoUpdate = """{"$set":{"o":{"x":1}}}""", Expected = "\"o\":{\"x\":1}" },
        new("strict: an object becomes a value at the Big Peer") { Agreed = "\"o\":{\"x\":1}", BigPeerUpdates = [("SET o = :v", "5")], Expected = "\"o\":5" },
    ];

    /// <summary>A path is a leaf of nested maps.</summary>
    private static readonly IReadOnlyList<PlanRow> OnlyNested =
    [
        new("nested: members of one map changed on both sides merge")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1,\"p\":{\"z\":1}}", MongoUpdate = """{"$set":{"o.x":2,"o.p.m":2}}""", BigPeerUpdates = [("SET o.y = :v, o.p.z = :v", "3")],
            Expected = "\"o\":{\"x\":2,\"y\":3,\"p\":{\"z\":3,\"m\":2}}",
        },
        new("nested: a conflict inside a map")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1}", MongoUpdate = """{"$set":{"o.x":2}}""", BigPeerUpdates = [("SET o.x = :v", "3")],
            Expected = "\"o\":{\"x\":2,\"y\":1}", ExpectedForBigPeer = "\"o\":{\"x\":3,\"y\":1}",
        },
        new("nested: a member removed in MongoDB") { Agreed = "\"o\":{\"x\":1,\"y\":1}", MongoUpdate = """{"$unset":{"o.y":""}}""", Expected = "\"o\":{\"x\":1}" },
        new("nested: a member removed at the Big Peer") { Agreed = "\"o\":{\"x\":1,\"y\":1}", BigPeerUpdates = [("UNSET o.y", "null")], Expected = "\"o\":{\"x\":1}" },
        new("nested: a whole map removed in MongoDB") { Agreed = "\"a\":1,\"o\":{\"x\":1,\"p\":{\"y\":1}}", MongoUpdate = """{"$unset":{"o":""}}""", Expected = "\"a\":1" },
        new("nested: a whole map removed at the Big Peer") { Agreed = "\"a\":1,\"o\":{\"x\":1,\"p\":{\"y\":1}}", BigPeerUpdates = [("UNSET o", "null")], Expected = "\"a\":1" },
        new("nested: the last member removed in MongoDB leaves an empty map")
        {
            Agreed = "\"a\":1,\"o\":{\"x\":1}", MongoUpdate = """{"$unset":{"o.x":""}}""", Expected = "\"a\":1,\"o\":{}",
        },
        new("nested: the last member removed at the Big Peer leaves an empty map")
        {
            Agreed = "\"a\":1,\"o\":{\"x\":1}", BigPeerUpdates = [("UNSET o.x", "null")], Expected = "\"a\":1,\"o\":{}",
        },
        new("nested: an empty map is added in MongoDB")
        {
            Agreed = "\"a\":1,\"o\":{\"x\":1}", MongoUpdate = """{"$set":{"e":{},"o.e":{}}}""", Expected = "\"a\":1,\"e\":{},\"o\":{\"x\":1,\"e\":{}}",
        },
        new("nested: an empty map is added at the Big Peer")
        {
            Agreed = "\"a\":1,\"o\":{\"x\":1}", BigPeerUpdates = [("SET e = :v, o.e = :v", "{}")], Expected = "\"a\":1,\"e\":{},\"o\":{\"x\":1,\"e\":{}}",
        },
        new("nested: an empty map becomes a value in MongoDB") { Agreed = "\"o\":{}", MongoUpdate = """{"$set":{"o":5}}""", Expected = "\"o\":5" },
        new("nested: a value becomes an empty map in MongoDB") { Agreed = "\"o\":5", MongoUpdate = """{"$set":{"o":{}}}""", Expected = "\"o\":{}" },
        new("nested: an empty map gets a member in MongoDB") { Agreed = "\"o\":{}", MongoUpdate = """{"$set":{"o.x":1}}""", Expected = "\"o\":{\"x\":1}" },
        new("nested: a map is added in MongoDB") { Agreed = "\"a\":1", MongoUpdate = """{"$set":{"o":{"p":{"x":1},"e":{}}}}""", Expected = "\"a\":1,\"o\":{\"p\":{\"x\":1},\"e\":{}}" },
        new("nested: a map is added at the Big Peer")
        {
            Agreed = "\"a\":1", BigPeerUpdates = [("SET o = :v", "{\"p\":{\"x\":1}}")], Expected = "\"a\":1,\"o\":{\"p\":{\"x\":1}}",
        },
        new("nested: a map becomes a value in MongoDB") { Agreed = "\"o\":{\"x\":1,\"p\":{\"y\":1}}", MongoUpdate = """{"$set":{"o":5}}""", Expected = "\"o\":5" },
        new("nested: a value becomes a map in MongoDB") { Agreed = "\"o\":5", MongoUpdate = """{"$set":{"o":{"x":1}}}""", Expected = "\"o\":{\"x\":1}" },
        new("nested: a map becomes a value at the Big Peer") { Agreed = "\"o\":{\"x\":1}", BigPeerUpdates = [("SET o = :v", "5")], Expected = "\"o\":5" },
        new("nested: a value becomes a map at the Big Peer") { Agreed = "\"o\":5", BigPeerUpdates = [("SET o = :v", "{\"x\":1}")], Expected = "\"o\":{\"x\":1}" },
        new("nested: a map becomes a value in MongoDB while the Big Peer changes a member")
        {
            Agreed = "\"o\":{\"x\":1,\"y\":1}", MongoUpdate = """{"$set":{"o":5}}""", BigPeerUpdates = [("SET o.x = :v", "3")],
            Expected = "\"o\":5", ExpectedForBigPeer = "\"o\":{\"x\":3,\"y\":1}",
        },
    ];

    public static IEnumerable<PlanRow> For(bool strict) => [.. Common, .. strict ? OnlyStrict : OnlyNested];
}
