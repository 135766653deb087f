using MongoStandIn.Authorization;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class CountCommand : Command
{
    public override IReadOnlyList<string> Names => ["count"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "find")];

    protected override void Run(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var filter = arguments.DocumentOrEmpty("query");
        var (limit, skip) = (Math.Abs(arguments.Integer("limit") ?? 0), arguments.Amount("skip") ?? 0);
        var hint = arguments.Raw("hint");
        arguments.Accept("fields");
        arguments.RefuseCollation();
        arguments.End();
        var evaluation = context.NewEvaluation();
        var shape = new QueryShape(FilterParser.Parse(filter, evaluation)) { Hint = hint };
        long count;
        lock (context.Store.Lock)
        {
            var collection = context.Store.Find(target);
            count = collection is not null && hint.IsMissing && RawDocument.Count(filter) == 0
                ? collection.Documents.Count
                : DocumentSource.Read(context, target, shape, evaluation).LongCount();
        }
        count = Math.Max(0, count - skip);
        if (limit > 0) count = Math.Min(count, limit);
        if (count <= int.MaxValue) context.Reply.Int32("n", (int)count);
        else context.Reply.Int64("n", count);
    }
}
