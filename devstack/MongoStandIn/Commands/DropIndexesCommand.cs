using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class DropIndexesCommand : Command
{
    public override IReadOnlyList<string> Names => ["dropIndexes", "deleteIndexes"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "dropIndex")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        var which = arguments.Raw("index");
        arguments.End();
        if (which.IsMissing) throw arguments.Required("index");
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () =>
        {
            var collection = context.Store.Find(target) ?? throw new CommandException(ErrorCode.NamespaceNotFound, $"ns not found {target}");
            var before = collection.Indexes.Count;
            var dropped = Select(collection, which);
            foreach (var index in dropped) collection.DropIndex(index);
            if (dropped.Count > 0) context.Store.Oplog.Append(new OplogEntry(OplogKind.DropIndexes, target) { Uuid = collection.Uuid, Indexes = dropped.ConvertAll(i => i.Spec) });
            context.Reply.Int32("nIndexesWas", before);
            if (which.Type == BsonType.String && which.AsString() == "*") context.Reply.String("msg", "non-_id indexes dropped for collection");
        });
    }

    private static List<CollectionIndex> Select(DocumentCollection collection, RawValue which)
    {
        if (which.Type == BsonType.String && which.AsString() == "*") return [.. collection.Indexes.Skip(1)];
        var found = new List<CollectionIndex>();
        foreach (var wanted in which.Type == BsonType.Array ? RawDocument.Values(which.Bytes) : [which])
        {
            var index = wanted.Type switch
            {
                BsonType.String => collection.Indexes.FirstOrDefault(i => i.Spec.Name == wanted.AsString()),
                BsonType.Document => collection.Indexes.FirstOrDefault(i => BsonOrder.CompareDocuments(i.Spec.KeyPattern, wanted.Span) == 0),
                _ => throw new CommandException(ErrorCode.TypeMismatch, $"BSON field 'dropIndexes.index' is the wrong type '{BsonTypeAlias.Of(wanted.Type)}', expected types '[array, string, object]'"),
            };
            if (index is null) throw new CommandException(ErrorCode.IndexNotFound, wanted.Type == BsonType.String ? $"index not found with name [{wanted.AsString()}]" : $"can't find index with key: {BsonText.Of(wanted)}");
            if (index.Spec.IsIdIndex) throw new CommandException(ErrorCode.InvalidOptions, "cannot drop _id index");
            found.Add(index);
        }
        return found;
    }
}
