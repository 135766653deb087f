using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>
/// Chooses an index: the one with the most leading fields that the filter holds to single values or to a list, then one with a range,
/// then one that gives the wanted order. Whatever it chooses, the filter is checked again on every document.
/// </summary>
internal static class QueryPlanner
{
    // More combinations of $in lists than this are not worth the ranges they make.
    private const int MaxRanges = 200_000;

    private sealed record IndexUse(CollectionIndex Index, List<KeyBounds<byte[]>> Ranges, int Fixed, bool AllSingle, bool HasRange)
    {
        public int Score => 2 * Fixed + (HasRange ? 1 : 0);
    }

    public static QueryPlan Plan(DocumentCollection collection, QueryShape shape)
    {
        var conditions = new Dictionary<string, List<ElementTest>>();
        Gather(shape.Filter, conditions);
        if (!shape.Hint.IsMissing) return Hinted(collection, shape, conditions);
        if (!shape.Min.IsMissing || !shape.Max.IsMissing) throw CommandException.Location(51173, "When using min()/max() a hint of which index to use must be provided");
        IndexUse? best = null;
        foreach (var index in collection.Indexes)
        {
            // Whether the filter stays within a partial index is not looked into: such an index is used when it is hinted.
            if (index.Spec.IsHidden || index.Spec.Partial is not null) continue;
            var use = Use(index, conditions);
            if (use.Score == 0) continue;
            if (best is null || use.Score > best.Score || (use.Score == best.Score && Order(best, shape.Sort) is null && Order(use, shape.Sort) is not null)) best = use;
        }
        if (best is not null) return Walk(best, shape.Sort);
        if (shape.Sort is not null)
        {
            foreach (var index in collection.Indexes)
            {
                var whole = Whole(index);
                if (index.Spec is { IsSparse: false, IsHidden: false, Partial: null } && Order(whole, shape.Sort) is not null) return Walk(whole, shape.Sort);
            }
        }
        return new QueryPlan(DocumentScan.Natural(collection, forward: true), shape.Sort is null);
    }

    private static QueryPlan Hinted(DocumentCollection collection, QueryShape shape, Dictionary<string, List<ElementTest>> conditions)
    {
        if (shape.Hint.Field("$natural"u8) is { IsMissing: false } natural)
        {
            if (!natural.TryGetInteger(out var direction) || direction is not (1 or -1)) throw new CommandException(ErrorCode.BadValue, "$natural hint must be 1 or -1");
            return new QueryPlan(DocumentScan.Natural(collection, direction > 0), shape.Sort is null);
        }
        var index = FindHinted(collection, shape.Hint);
        if (shape.Min.IsMissing && shape.Max.IsMissing)
        {
            var use = Use(index, conditions);
            return Walk(use.Score > 0 ? use : Whole(index), shape.Sort);
        }
        var low = shape.Min.IsMissing ? null : Bound(index, shape.Min, "min");
        var high = shape.Max.IsMissing ? null : Bound(index, shape.Max, "max");
        if (low is not null && high is not null && KeyComparer.Instance.Compare(low, high) >= 0) throw CommandException.Location(51175, "min() must be less than max()");
        return Walk(new IndexUse(index, [new KeyBounds<byte[]>(low is not null, low!, high is not null, high!)], 0, AllSingle: true, HasRange: true), shape.Sort);
    }

    public static CollectionIndex FindHinted(DocumentCollection collection, RawValue hint)
    {
        foreach (var index in collection.Indexes)
        {
            if (hint.Type == BsonType.String ? index.Spec.Name == hint.AsString() : hint.Type == BsonType.Document && BsonOrder.CompareDocuments(index.Spec.KeyPattern, hint.Span) == 0) return index;
        }
        if (hint.Type is not (BsonType.String or BsonType.Document)) throw new CommandException(ErrorCode.FailedToParse, "Hint must be a string or an object");
        throw new CommandException(ErrorCode.BadValue, "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index");
    }

    private static byte[] Bound(CollectionIndex index, RawValue bound, string name)
    {
        var writer = new KeyWriter();
        var part = 0;
        foreach (var (field, value) in bound.Fields)
        {
            if (part >= index.Spec.Paths.Length || index.Spec.Paths[part].Text != field) throw CommandException.Location(51174, $"The index chosen is not compatible with {name}: its key pattern is {BsonText.Document(index.Spec.KeyPattern)}");
            writer.Append(value, index.Spec.Descending[part]);
            part++;
        }
        return part == index.Spec.Paths.Length ? writer.ToArray() : throw CommandException.Location(51176, $"{name} must hold every field of the index's key pattern {BsonText.Document(index.Spec.KeyPattern)}");
    }

    private static QueryPlan Walk(IndexUse use, SortOrder? sort)
    {
        var forward = Order(use, sort);
        return new QueryPlan(DocumentScan.Index(use.Index, use.Ranges, forward ?? true), sort is null || forward is not null);
    }

    private static IndexUse Whole(CollectionIndex index) => new(index, [KeyBounds<byte[]>.All], 0, AllSingle: true, HasRange: false);

    /// <summary>Whether walking the index gives the order: true forward, false backward, null not at all.</summary>
    private static bool? Order(IndexUse use, SortOrder? sort)
    {
        if (sort is null || use.Index.IsMultikey) return null;
        var spec = use.Index.Spec;
        // Leading fields held to one value each do not disturb the order of what follows.
        var part = use.AllSingle ? use.Fixed : 0;
        bool? forward = null;
        for (var i = 0; i < sort.Paths.Length; i++)
        {
            var text = sort.Paths[i].Text;
            if (use.AllSingle && spec.Paths.Take(use.Fixed).Any(p => p.Text == text)) continue;
            if (part >= spec.Paths.Length || spec.Paths[part].Text != text) return null;
            var same = spec.Descending[part] == sort.Descending[i];
            if (forward is not null && forward != same) return null;
            forward = same;
            part++;
            // The _id is unique: nothing after it can matter.
            if (spec.IsIdIndex) break;
        }
        return forward ?? true;
    }

    private static void Gather(MatchNode node, Dictionary<string, List<ElementTest>> conditions)
    {
        if (node is AndNode and)
            foreach (var child in and.Children) Gather(child, conditions);
        if (node is not PathNode path) return;
        if (!conditions.TryGetValue(path.Path.Text, out var tests)) conditions.Add(path.Path.Text, tests = []);
        tests.Add(path.Test);
    }

    private static IndexUse Use(CollectionIndex index, Dictionary<string, List<ElementTest>> conditions)
    {
        var spec = index.Spec;
        List<byte[]> prefixes = [[]];
        var part = 0;
        var single = true;
        List<KeyBounds<byte[]>>? ranges = null;
        // Two conditions may hold for two different elements of one array, which share no key: a multikey index serves one field only.
        var usable = index.IsMultikey ? 1 : spec.Paths.Length;
        for (; part < usable; part++)
        {
            if (!conditions.TryGetValue(spec.Paths[part].Text, out var tests)) break;
            var values = FixedValues(tests);
            if (values is null || (long)values.Count * prefixes.Count > MaxRanges)
            {
                if (!spec.Descending[part]) ranges = Range(prefixes, tests, index.IsMultikey);
                break;
            }
            single &= values.Count <= 1;
            prefixes = Extend(prefixes, values, spec.Descending[part]);
        }
        var hasRange = ranges is not null;
        ranges ??= [.. prefixes.Select(Prefix)];
        return new IndexUse(index, ranges, part, single, hasRange);
    }

    private static List<byte[]> Extend(List<byte[]> prefixes, IReadOnlyList<RawValue> values, bool descending)
    {
        var writer = new KeyWriter();
        var encoded = new SortedSet<byte[]>(KeyComparer.Instance);
        foreach (var value in values)
        {
            writer.Reset();
            writer.Append(value, descending);
            encoded.Add(writer.ToArray());
        }
        var extended = new List<byte[]>(prefixes.Count * encoded.Count);
        foreach (var prefix in prefixes)
            foreach (var value in encoded) extended.Add([.. prefix, .. value]);
        return extended;
    }

    /// <summary>The values a field must have, or null when the tests do not say or an index cannot tell (null and arrays have keys of their own kind).</summary>
    private static IReadOnlyList<RawValue>? FixedValues(List<ElementTest> tests)
    {
        foreach (var test in tests)
        {
            IReadOnlyList<RawValue>? values = test switch
            {
                CompareTest { Comparison: Comparison.Equal } compare => [compare.Operand],
                InTest { HasPatterns: false } list => list.Values,
                _ => null,
            };
            if (values is not null && values.All(v => !v.IsNullish && v.Type != BsonType.Array)) return values;
        }
        return null;
    }

    private static List<KeyBounds<byte[]>>? Range(List<byte[]> prefixes, List<ElementTest> tests, bool isMultikey)
    {
        byte[]? low = null, high = null;
        foreach (var test in tests)
        {
            if (test is not CompareTest { Comparison: not Comparison.Equal } compare) continue;
            if (compare.Operand.IsNullish || compare.Operand.Type is BsonType.Array or BsonType.MinKey or BsonType.MaxKey) continue;
            var rank = BsonOrder.Rank(compare.Operand.Type);
            var key = KeyWriter.Encode(compare.Operand);
            var isLow = compare.Comparison is Comparison.Greater or Comparison.GreaterOrEqual;
            var from = isLow ? key : [rank];
            var to = isLow ? [(byte)(rank + 1)] : After(key)!;
            low = low is null || KeyComparer.Instance.Compare(from, low) > 0 ? from : low;
            high = high is null || KeyComparer.Instance.Compare(to, high) < 0 ? to : high;
            if (isMultikey) break;
        }
        if (low is null || high is null) return null;
        return [.. prefixes.Select(p => new KeyBounds<byte[]>(true, [.. p, .. low], true, [.. p, .. high]))];
    }

    private static KeyBounds<byte[]> Prefix(byte[] prefix)
    {
        var after = After(prefix);
        return new KeyBounds<byte[]>(true, prefix, after is not null, after!);
    }

    /// <summary>The least key above every key that begins with the bytes; null when there is none.</summary>
    private static byte[]? After(byte[] prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF) length--;
        if (length == 0) return null;
        var after = prefix[..length];
        after[length - 1]++;
        return after;
    }
}
