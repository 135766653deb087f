using System.Buffers.Binary;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

internal sealed class AgreedStateTests
{
    private static readonly PlanCase Mode = new();
    private static readonly HashSet<ulong> NoPaths = [];

    [Test]
    public void Its_bytes_read_back_as_the_same_state()
    {
        var state = Mode.State("""{"a":1,"o":{"b":"x","c":[1]},"e":{},"z":null}""");
        var read = AgreedState.FromBytes(AgreedState.Of(state).ToBytes());
        Assert.Multiple(() =>
        {
            Assert.That(read.ToDictionary(), Is.EquivalentTo(AgreedState.Of(state).ToDictionary()));
            Assert.That(read.Matches(state, NoPaths), Is.True);
            foreach (var leaf in state.Leaves) Assert.That(read.ValueAt(leaf.PathHash), Is.EqualTo(leaf.ValueHash));
        });
    }

    [Test]
    public void Its_bytes_are_sorted_pairs_in_little_endian()
    {
        var bytes = AgreedState.Of(new Dictionary<ulong, ulong> { [ulong.MaxValue] = 2, [1] = 0x0102030405060708 }).ToBytes();
        Assert.Multiple(() =>
        {
            Assert.That(bytes, Has.Length.EqualTo(32));
            Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Is.EqualTo(1));
            Assert.That(bytes[8], Is.EqualTo(8));
            Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(16)), Is.EqualTo(ulong.MaxValue));
        });
    }

    [Test]
    public void The_order_of_members_gives_the_same_bytes() =>
        Assert.That(AgreedState.Of(Mode.State("""{"a":1,"b":2,"c":3}""")).ToBytes(), Is.EqualTo(AgreedState.Of(Mode.State("""{"c":3,"a":1,"b":2}""")).ToBytes()));

    [Test]
    public void Nothing_has_no_bytes_and_reads_back()
    {
        Assert.That(AgreedState.Empty.ToBytes(), Is.Empty);
        Assert.That(AgreedState.FromBytes([]).Paths.Length, Is.Zero);
        Assert.That(AgreedState.Empty.ValueAt(5), Is.Zero);
    }

    [TestCase(1)]
    [TestCase(15)]
    [TestCase(17)]
    public void A_length_that_is_no_multiple_of_16_is_refused(int length) =>
        Assert.That(() => AgreedState.FromBytes(new byte[length]), Throws.TypeOf<FormatException>().With.Message.Contains($"{length} bytes"));

    [TestCase("""{"a":1,"b":2}""", true)]
    [TestCase("""{"b":2,"a":1}""", true)]
    [TestCase("""{"a":1}""", false)]
    [TestCase("""{"a":1,"b":3}""", false)]
    [TestCase("""{"a":1,"b":2,"c":3}""", false)]
    [TestCase("""{"a":1,"c":2}""", false)]
    [TestCase("{}", false)]
    public void It_matches_exactly_its_paths(string members, bool matches) =>
        Assert.That(AgreedState.Of(Mode.State("""{"a":1,"b":2}""")).Matches(Mode.State(members), NoPaths), Is.EqualTo(matches));

    [Test]
    public void A_path_that_is_not_carried_counts_as_agreed()
    {
        var agreed = AgreedState.Of(Mode.State("""{"a":1,"b":2}"""));
        HashSet<ulong> notCarried = [new FieldPath("b").Hash];
        Assert.That(agreed.Matches(Mode.State("""{"a":1}"""), notCarried), Is.True);
        Assert.That(agreed.Matches(Mode.State("""{"b":2}"""), notCarried), Is.False);
    }
}
