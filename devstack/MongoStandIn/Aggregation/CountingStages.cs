using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary><c>$limit</c>, <c>$skip</c> and <c>$count</c>.</summary>
internal static class CountingStages
{
    public static Stage Limit(long count) => new LimitStage(count);

    public static Stage Skip(long count) => new SkipStage(count);

    public static Stage Count(string name) => new CountStage(name);

    private sealed class LimitStage(long count) : Stage
    {
        public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
        {
            var left = count;
            foreach (var document in source)
            {
                yield return document;
                if (--left == 0) yield break;
            }
        }
    }

    private sealed class SkipStage(long count) : Stage
    {
        public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
        {
            var left = count;
            foreach (var document in source)
                if (--left < 0) yield return document;
        }
    }

    private sealed class CountStage(string name) : Stage
    {
        public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
        {
            var count = source.LongCount();
            // Nothing counted is no document, as in MongoDB.
            if (count == 0) yield break;
            yield return RawDocument.Build(w =>
            {
                if (count <= int.MaxValue) w.Int32(name, (int)count);
                else w.Int64(name, count);
            });
        }
    }
}
