using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

internal sealed class ValueKindsTests
{
    [Test]
    public void The_kind_stands_in_the_low_bits_and_the_hash_in_the_others([Values] ValueKind kind)
    {
        var joined = ValueKinds.Join(0x123456789abcdefaUL, kind);
        Assert.That(ValueKinds.Of(joined), Is.EqualTo(kind));
        Assert.That(joined >> 4, Is.EqualTo(0x123456789abcdefUL));
    }

    [Test]
    public void No_value_hashes_to_zero_which_means_none([Values(0UL, 7UL, 15UL)] ulong hash, [Values] ValueKind kind)
    {
        Assert.That(ValueKinds.Join(hash, kind), Is.Not.Zero);
        Assert.That(ValueKinds.Of(ValueKinds.Join(hash, kind)), Is.EqualTo(kind));
    }

    [Test]
    public void Only_a_change_of_kind_needs_an_unset([Values] ValueKind from, [Values] ValueKind to)
    {
        var needs = ValueKinds.NeedsUnset(ValueKinds.Join(16, from), ValueKinds.Join(32, to));
        Assert.That(needs, Is.EqualTo(from != to || from == ValueKind.WrapperOther));
    }

    [Test]
    public void The_same_rare_wrapper_needs_none() =>
        Assert.That(ValueKinds.NeedsUnset(ValueKinds.Join(16, ValueKind.WrapperOther), ValueKinds.Join(16, ValueKind.WrapperOther)), Is.False);

    [Test]
    public void What_appears_or_goes_needs_none([Values] ValueKind kind)
    {
        Assert.That(ValueKinds.NeedsUnset(0, ValueKinds.Join(16, kind)), Is.False);
        Assert.That(ValueKinds.NeedsUnset(ValueKinds.Join(16, kind), 0), Is.False);
    }
}
