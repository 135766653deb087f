using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$eq $gt $gte $lt $lte</c>: only values of the operand's rank compare, with the exceptions for null, NaN, MinKey and MaxKey.</summary>
internal sealed class CompareTest(Comparison comparison, RawValue operand) : ElementTest
{
    private readonly byte _rank = BsonOrder.Rank(operand.Type);
    private readonly bool _isNaN = IsNaN(operand);

    public Comparison Comparison { get; } = comparison;
    public RawValue Operand { get; } = operand;

    private bool AllowsEqual => Comparison is Comparison.Equal or Comparison.LessOrEqual or Comparison.GreaterOrEqual;

    public override bool Matches(in RawValue value)
    {
        if (Operand.IsNullish && value.IsNullish) return AllowsEqual;
        if (value.IsMissing && Operand.Type is not (BsonType.MinKey or BsonType.MaxKey)) return false;
        if (BsonOrder.Rank(value.Type) != _rank)
        {
            return Comparison switch
            {
                Comparison.Less or Comparison.LessOrEqual => Operand.Type == BsonType.MaxKey,
                Comparison.Greater or Comparison.GreaterOrEqual => Operand.Type == BsonType.MinKey,
                _ => false,
            };
        }
        if (_isNaN || IsNaN(value)) return AllowsEqual && _isNaN && IsNaN(value);
        var order = BsonOrder.Compare(value, Operand);
        return Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool IsNaN(in RawValue value) => value.Type switch
    {
        BsonType.Double => double.IsNaN(value.AsDouble()),
        BsonType.Decimal128 => DecimalNumber.Read(value.Span).IsNaN,
        _ => false,
    };
}
