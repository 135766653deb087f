using System.Security.Cryptography;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$sample</c>: some documents, chosen and ordered by chance.</summary>
internal sealed class SampleStage : Stage
{
    private readonly long _size;

    public SampleStage(RawValue specification)
    {
        if (specification.Type != BsonType.Document) throw CommandException.Location(28745, "the $sample stage specification must be an object");
        var size = RawValue.Missing;
        foreach (var (option, value) in specification.Fields) size = option == "size" ? value : throw CommandException.Location(28748, $"unrecognized option to $sample: {option}");
        if (size.IsMissing) throw CommandException.Location(28749, "$sample stage must specify a size");
        if (!size.IsNumber) throw CommandException.Location(28746, "size argument to $sample must be a number");
        if (!size.TryGetInteger(out _size)) _size = (long)Numbers.ToDouble(size);
        if (_size < 1) throw CommandException.Location(28747, "size argument to $sample must be a positive integer");
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var documents = source.ToArray();
        RandomNumberGenerator.Shuffle(documents.AsSpan());
        return documents.Take((int)Math.Min(_size, int.MaxValue));
    }
}
