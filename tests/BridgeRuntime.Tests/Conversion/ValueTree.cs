using System.Text.Json;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>A random value as a tree of JSON texts, so that one that breaks a property can be made smaller.</summary>
internal abstract record ValueTree
{
    private ValueTree() { }

    /// <summary>A text that stays in one piece: a scalar of JSON, or a type wrapper of Extended JSON.</summary>
    public sealed record Whole(string Text) : ValueTree
    {
        public override string ToString() => Text;
    }

    public sealed record List(IReadOnlyList<ValueTree> Items) : ValueTree
    {
        public override string ToString() => $"[{string.Join(',', Items)}]";
    }

    public sealed record Map(IReadOnlyList<KeyValuePair<string, ValueTree>> Members) : ValueTree
    {
        public override string ToString() => $"{{{string.Join(',', Members.Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value}"))}}}";
    }

    /// <summary>Smaller trees, the smallest first.</summary>
    public IEnumerable<ValueTree> Smaller() => this switch
    {
        List list => list.Items
            .Concat(list.Items.Select((_, i) => new List([.. list.Items.Where((_, j) => j != i)])))
            .Concat(list.Items.SelectMany((item, i) => item.Smaller().Select(s => new List([.. list.Items.Select((other, j) => j == i ? s : other)])))),
        Map map => map.Members.Select(m => m.Value)
            .Concat(map.Members.Select((_, i) => new Map([.. map.Members.Where((_, j) => j != i)])))
            .Concat(map.Members.SelectMany((member, i) => member.Value.Smaller().Select(s => new Map([.. map.Members.Select((other, j) => j == i ? KeyValuePair.Create(member.Key, s) : other)])))),
        _ => [],
    };
}
