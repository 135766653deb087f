using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Accumulators used as expressions: over their arguments, or over the elements of the only one when that is an array.</summary>
internal static class AccumulatorFunctions
{
    public static RawValue Fold(string name, RawValue[] arguments)
    {
        var accumulator = Accumulator.Named(name)!();
        if (arguments is [{ Type: BsonType.Array } only])
            foreach (var element in only.Fields) accumulator.Add(element.Value);
        else
            foreach (var argument in arguments) accumulator.Add(argument);
        return accumulator.Result();
    }
}
