using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>An accumulator of <c>$group</c>: takes a value per document and gives one at the end.</summary>
internal abstract class Accumulator
{
    /// <summary>Null when there is no accumulator of this name that takes one value per document.</summary>
    public static Func<Accumulator>? Named(string name) => name switch
    {
        "$sum" or "$count" => () => new Sum(),
        "$avg" => () => new Average(),
        "$min" => () => new Extreme(-1),
        "$max" => () => new Extreme(1),
        "$first" => () => new First(),
        "$last" => () => new Last(),
        "$push" => () => new Push(),
        "$addToSet" => () => new AddToSet(),
        "$mergeObjects" => () => new Merge(),
        "$stdDevPop" => () => new Deviation(isSample: false),
        "$stdDevSamp" => () => new Deviation(isSample: true),
        _ => null,
    };

    public abstract void Add(RawValue value);

    public abstract RawValue Result();

    private sealed class Sum : Accumulator
    {
        private RawValue _sum = RawValue.Of(0);

        public override void Add(RawValue value)
        {
            if (value.IsNumber) Numbers.Add(_sum, value, out _sum);
        }

        public override RawValue Result() => _sum;
    }

    private sealed class Average : Accumulator
    {
        private RawValue _sum = RawValue.Of(0);
        private long _count;

        public override void Add(RawValue value)
        {
            if (!value.IsNumber) return;
            Numbers.Add(_sum, value, out _sum);
            _count++;
        }

        public override RawValue Result()
        {
            if (_count == 0) return RawValue.Null;
            return _sum.Type == BsonType.Decimal128
                ? Numbers.OfDecimal(Numbers.ToDecimal(_sum) / DecimalNumber.FromInt64(_count))
                : RawValue.Of(Numbers.ToDouble(_sum) / _count);
        }
    }

    private sealed class Extreme(int sign) : Accumulator
    {
        private RawValue _best;

        public override void Add(RawValue value)
        {
            if (value.IsNullish) return;
            if (_best.IsMissing || Math.Sign(BsonOrder.Compare(value, _best)) == sign) _best = value;
        }

        public override RawValue Result() => _best.IsMissing ? RawValue.Null : _best;
    }

    private sealed class First : Accumulator
    {
        private RawValue? _value;

        public override void Add(RawValue value) => _value ??= value;

        public override RawValue Result() => _value is { IsMissing: false } value ? value : RawValue.Null;
    }

    private sealed class Last : Accumulator
    {
        private RawValue _value;

        public override void Add(RawValue value) => _value = value;

        public override RawValue Result() => _value.IsMissing ? RawValue.Null : _value;
    }

    private sealed class Push : Accumulator
    {
        private readonly List<RawValue> _values = [];

        public override void Add(RawValue value)
        {
            if (!value.IsMissing) _values.Add(value);
        }

        public override RawValue Result() => RawValue.OfArray(RawDocument.BuildArray(_values));
    }

    private sealed class AddToSet : Accumulator
    {
        private readonly OrderedDictionary<byte[], RawValue> _values = new(KeyComparer.Instance);

        public override void Add(RawValue value)
        {
            if (!value.IsMissing) _values.TryAdd(KeyWriter.Encode(value), value);
        }

        public override RawValue Result() => RawValue.OfArray(RawDocument.BuildArray(_values.Values));
    }

    private sealed class Merge : Accumulator
    {
        private RawValue _merged = RawValue.EmptyDocument;

        public override void Add(RawValue value) => _merged = Functions.ObjectFunctions.Merge([_merged, value]);

        public override RawValue Result() => _merged;
    }

    /// <summary>The standard deviation by Welford's method; numbers that are not finite make it NaN, what is no number is left out.</summary>
    private sealed class Deviation(bool isSample) : Accumulator
    {
        private long _count;
        private double _mean;
        private double _squares;

        public override void Add(RawValue value)
        {
            if (!value.IsNumber) return;
            var number = Numbers.ToDouble(value);
            _count++;
            var delta = number - _mean;
            _mean += delta / _count;
            _squares += delta * (number - _mean);
        }

        public override RawValue Result()
        {
            var freedom = isSample ? _count - 1 : _count;
            return freedom <= 0 ? RawValue.Null : RawValue.Of(Math.Sqrt(_squares / freedom));
        }
    }
}
