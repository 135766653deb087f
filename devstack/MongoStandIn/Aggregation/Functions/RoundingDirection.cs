namespace MongoStandIn.Aggregation.Functions;

internal enum RoundingDirection
{
    HalfEven,
    Zero,
    Up,
    Down,
}
