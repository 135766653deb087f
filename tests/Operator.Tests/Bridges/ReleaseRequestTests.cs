using Operator.Bridges;

namespace Operator.Tests.Bridges;

public sealed class ReleaseRequestTests
{
    [TestCase("orders@3fa9c1", "orders", null, "3fa9c1")]
    [TestCase("orders:mongodb@3fa9c1", "orders", "mongodb", "3fa9c1")]
    [TestCase("orders:bigPeer@3fa9c1", "orders", "bigPeer", "3fa9c1")]
    [TestCase("a:b@c:mongodb@3fa9c1", "a:b@c", "mongodb", "3fa9c1")]
    [TestCase("a:other@3fa9c1", "a:other", null, "3fa9c1")]
    public void It_names_a_collection_and_a_block_and_perhaps_a_side(string text, string collection, string? side, string id)
    {
        var read = ReleaseRequest.Read(text);
        Assert.That((read!.Value.Collection, read.Value.Side, read.Value.Id), Is.EqualTo((collection, side, id)));
    }

    [TestCase("")]
    [TestCase("orders")]
    [TestCase("@3fa9c1")]
    [TestCase("orders@")]
    public void Without_a_collection_or_an_id_it_is_none(string text) => Assert.That(ReleaseRequest.Read(text), Is.Null);
}
