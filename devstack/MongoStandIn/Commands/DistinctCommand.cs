using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class DistinctCommand : Command
{
    public override IReadOnlyList<string> Names => ["distinct"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "find")];

    protected override void Run(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var path = new FieldPath(arguments.RequiredText("key"));
        var evaluation = context.NewEvaluation();
        var shape = new QueryShape(FilterParser.Parse(arguments.DocumentOrEmpty("query"), evaluation)) { Hint = arguments.Raw("hint") };
        arguments.RefuseCollation();
        arguments.End();
        var values = new OrderedDictionary<byte[], RawValue>(KeyComparer.Instance);
        var found = new List<RawValue>();
        lock (context.Store.Lock)
        {
            foreach (var document in DocumentSource.Read(context, target, shape, evaluation))
            {
                found.Clear();
                PathWalker.Collect(document, path, found);
                foreach (var value in found) values.TryAdd(KeyWriter.Encode(value), value);
            }
        }
        context.Reply.StartArray("values");
        foreach (var value in values.Values) context.Reply.Raw("", value.Type, value.Span);
        context.Reply.End();
    }
}
