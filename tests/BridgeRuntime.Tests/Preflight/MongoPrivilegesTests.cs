using BridgeRuntime.Preflight;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Preflight;

internal sealed class MongoPrivilegesTests
{
    private static MongoPrivileges Of(string privileges) =>
        MongoPrivileges.Read(ExtendedJson.Parse($$$"""{"authInfo":{"authenticatedUsers":[{"user":"u","db":"admin"}],"authenticatedUserPrivileges":[{{{privileges}}}]}}"""));

    [TestCase("""{"resource":{"db":"shop","collection":"orders"},"actions":["find"]}""", "insert")]
    [TestCase("""{"resource":{"db":"shop","collection":""},"actions":["find","insert"]}""", "")]
    [TestCase("""{"resource":{"db":"","collection":"orders"},"actions":["insert"]},{"resource":{"db":"shop","collection":"orders"},"actions":["find"]}""", "")]
    [TestCase("""{"resource":{"db":"","collection":""},"actions":["insert"]}""", "find")]
    [TestCase("""{"resource":{"db":"other","collection":""},"actions":["find","insert"]}""", "find,insert")]
    [TestCase("""{"resource":{"db":"shop","collection":"Orders"},"actions":["find","insert"]}""", "find,insert")]
    [TestCase("""{"resource":{"cluster":true},"actions":["find","insert"]}""", "find,insert")]
    [TestCase("""{"resource":{"anyResource":true},"actions":["anyAction"]}""", "")]
    public void What_is_missing_on_a_collection_is_named(string privileges, string missing) =>
        Assert.That(string.Join(',', Of(privileges).Missing("shop", "orders", "find", "insert")), Is.EqualTo(missing));

    [Test]
    public void A_change_stream_of_the_database_needs_the_whole_database() =>
        Assert.That(Of("""{"resource":{"db":"shop","collection":"orders"},"actions":["changeStream"]}""").Missing("shop", "", "changeStream"), Is.EqualTo(new[] { "changeStream" }));

    [TestCase("""{"authInfo":{"authenticatedUsers":[],"authenticatedUserPrivileges":[]}}""")]
    [TestCase("""{"authInfo":{"authenticatedUsers":[{"user":"u","db":"admin"}]}}""")]
    [TestCase("""{"ok":1}""")]
    public void Nothing_is_judged_where_the_server_does_not_tell(string reply)
    {
        var privileges = MongoPrivileges.Read(ExtendedJson.Parse(reply));
        Assert.That(privileges.IsKnown, Is.False);
        Assert.That(privileges.Missing("shop", "orders", "find"), Is.Empty);
    }
}
