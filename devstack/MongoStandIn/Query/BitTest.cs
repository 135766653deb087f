using System.Numerics;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear</c> over whole numbers of 64 bits, whose sign goes on above, and over binary data.</summary>
internal sealed class BitTest : ElementTest
{
    private readonly List<long> _positions;
    private readonly bool _wantsSet;
    private readonly bool _wantsAll;

    public BitTest(string name, RawValue operand)
    {
        _positions = Positions(name, operand);
        _wantsSet = name is "$bitsAllSet" or "$bitsAnySet";
        _wantsAll = name is "$bitsAllSet" or "$bitsAllClear";
    }

    public override bool Matches(in RawValue value)
    {
        Func<long, bool> isSet;
        if (value.Type == BsonType.Binary)
        {
            var bytes = value.Bytes[5..];
            isSet = position => position / 8 < bytes.Length && (bytes.Span[(int)(position / 8)] >> (int)(position % 8) & 1) == 1;
        }
        else if (value.IsNumber && value.TryGetInteger(out var number)) isSet = position => (number >> (int)Math.Min(position, 63) & 1) == 1;
        else return false;
        return _wantsAll ? _positions.TrueForAll(p => isSet(p) == _wantsSet) : _positions.Exists(p => isSet(p) == _wantsSet);
    }

    private static List<long> Positions(string name, RawValue operand)
    {
        var positions = new List<long>();
        if (operand.Type == BsonType.Array)
        {
            foreach (var (index, element) in operand.Fields)
            {
                if (!element.TryGetInteger(out var position) || position is < 0 or > int.MaxValue)
                    throw new CommandException(ErrorCode.BadValue, $"Failed to parse bit position. Expected a {(element.IsNumber ? element.TryGetInteger(out _) ? "non-negative number" : "whole number" : "number")} in: {index}: {BsonText.Of(element)}");
                positions.Add(position);
            }
            return positions;
        }
        if (operand.Type == BsonType.Binary)
        {
            var bytes = operand.Span[5..];
            for (var i = 0; i < bytes.Length * 8; i++)
                if ((bytes[i / 8] >> (i % 8) & 1) == 1) positions.Add(i);
            return positions;
        }
        if (!operand.IsNumber) throw new CommandException(ErrorCode.BadValue, $"{name} takes an Array, a number, or a BinData but received: {name}: {BsonText.Of(operand)}");
        if (!operand.TryGetInteger(out var mask)) throw new CommandException(ErrorCode.FailedToParse, $"Expected an integer: {name}: {BsonText.Of(operand)}");
        if (mask < 0) throw new CommandException(ErrorCode.FailedToParse, $"Expected a non-negative number in: {name}: {BsonText.Of(operand)}");
        for (var rest = mask; rest != 0; rest &= rest - 1) positions.Add(BitOperations.TrailingZeroCount(rest));
        return positions;
    }
}
