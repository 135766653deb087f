using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>The small conditions on one value.</summary>
internal static class ElementTests
{
    public static readonly ElementTest Exists = new ExistsTest();

    public static ElementTest Type(IReadOnlySet<BsonType> types) => new TypeTest(types);

    public static ElementTest Size(long size) => new SizeTest(size);

    public static ElementTest Mod(long divisor, long remainder) => new ModTest(divisor, remainder);

    /// <summary><c>$elemMatch</c> with a filter for documents inside the array.</summary>
    public static ElementTest ElementMatches(MatchNode filter, EvaluationContext context) => new ElementDocumentTest(filter, context);

    /// <summary><c>$elemMatch</c> with conditions on the elements themselves.</summary>
    public static ElementTest ElementMatches(IReadOnlyList<(ElementTest Test, bool Negated)> tests) => new ElementValueTest(tests);

    private sealed class ExistsTest : ElementTest
    {
        public override bool Matches(in RawValue value) => !value.IsMissing;
    }

    private sealed class TypeTest(IReadOnlySet<BsonType> types) : ElementTest
    {
        public override bool Matches(in RawValue value) => !value.IsMissing && types.Contains(value.Type);
    }

    private sealed class SizeTest(long size) : ElementTest
    {
        public override bool OpensArrays => false;

        public override bool Matches(in RawValue value) => value.Type == BsonType.Array && RawDocument.Count(value.Bytes) == size;
    }

    private sealed class ModTest(long divisor, long remainder) : ElementTest
    {
        public override bool Matches(in RawValue value)
        {
            if (!value.IsNumber) return false;
            if (value.TryGetInteger(out var number)) return divisor != -1 ? number % divisor == remainder : remainder == 0;
            // A fraction is cut off; what has no 64-bit integer never matches.
            var real = value.Type == BsonType.Double ? value.AsDouble() : DecimalNumber.Read(value.Span).ToDouble();
            if (!double.IsFinite(real) || Math.Abs(real) >= 9.2e18) return false;
            return divisor != -1 ? (long)real % divisor == remainder : remainder == 0;
        }
    }

    private sealed class ElementDocumentTest(MatchNode filter, EvaluationContext context) : ElementTest
    {
        public override bool OpensArrays => false;

        public override bool Matches(in RawValue value) => FirstIndex(value) >= 0;

        public override int FirstIndex(in RawValue array)
        {
            if (array.Type != BsonType.Array) return -1;
            var index = 0;
            foreach (var element in array.Fields)
            {
                if (element.Value.IsContainer && filter.Matches(element.Value.Bytes, context)) return index;
                index++;
            }
            return -1;
        }
    }

    private sealed class ElementValueTest(IReadOnlyList<(ElementTest Test, bool Negated)> tests) : ElementTest
    {
        public override bool OpensArrays => false;

        public override bool Matches(in RawValue value) => FirstIndex(value) >= 0;

        public override int FirstIndex(in RawValue array)
        {
            if (array.Type != BsonType.Array) return -1;
            var index = 0;
            foreach (var element in array.Fields)
            {
                var all = true;
                foreach (var (test, negated) in tests) all &= test.Matches(element.Value) != negated;
                if (all) return index;
                index++;
            }
            return -1;
        }
    }
}
