using System.Text.RegularExpressions;
using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$in</c>: equal to one of the values, by a hash of their encodings, or matching one of the regular expressions.</summary>
internal sealed class InTest : ElementTest
{
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly IReadOnlyList<RegexTest> _patterns;
    private readonly bool _hasNull;
    private readonly KeyWriter _writer = new();

    public InTest(IReadOnlyList<RawValue> values, IReadOnlyList<RegexTest> patterns)
    {
        Values = values;
        _patterns = patterns;
        var keys = new HashSet<byte[]>(values.Count, KeyComparer.Instance);
        foreach (var value in values)
        {
            keys.Add(KeyWriter.Encode(value));
            _hasNull |= value.IsNullish;
        }
        _lookup = keys.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IReadOnlyList<RawValue> Values { get; }

    public bool HasPatterns => _patterns.Count > 0;

    public override bool Matches(in RawValue value)
    {
        if (value.IsNullish) return _hasNull;
        _writer.Reset();
        _writer.Append(value);
        if (_lookup.Contains(_writer.Written)) return true;
        foreach (var pattern in _patterns)
            if (pattern.Matches(value)) return true;
        return false;
    }
}
