using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Changes a collection's validation, its images for change streams, the limits of a capped one, or options of an index.</summary>
internal sealed class CollModCommand : Command
{
    private static readonly string[] Told = ["validator", "validationLevel", "validationAction", "changeStreamPreAndPostImages", "cappedSize", "cappedMax", "index"];

    public override IReadOnlyList<string> Names => ["collMod"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "collMod")];

    public override async ValueTask RunAsync(CommandContext context)
    {
        var (target, arguments, evaluation) = (context.Target, context.Arguments, context.NewEvaluation());
        var (size, max, index) = (arguments.Amount("cappedSize"), arguments.Amount("cappedMax"), arguments.Document("index"));
        arguments.Refuse("viewOn", "pipeline", "timeseries", "expireAfterSeconds", "dryRun", "recordPreImages");
        // Read once before the lock, so that a mistake is told whether the collection exists or not.
        _ = CollectionOptionsParser.Change(CollectionOptions.None, arguments, "collMod", evaluation);
        arguments.End();
        await BlockableStatement.DefineAsync(context, transaction => transaction.Touches(target), () =>
        {
            var collection = context.Store.Find(target) ?? throw new CommandException(ErrorCode.NamespaceNotFound, $"ns does not exist: {target}");
            var before = collection.Options;
            var options = CollectionOptionsParser.Change(before, arguments, "collMod", evaluation);
            if (size is not null || max is not null)
            {
                if (options.Cap is not { } cap) throw new CommandException(ErrorCode.InvalidOptions, "Collection must be capped.");
                options = options with { Cap = new CollectionCap(size ?? cap.Bytes, max ?? cap.Documents) };
            }
            if (!index.IsMissing) ChangeIndex(collection, index, context.Reply);
            collection.Options = options;
            var changes = RawDocument.Build(writer =>
            {
                foreach (var name in Told)
                    if (arguments.Raw(name) is { IsMissing: false } value) writer.Raw(name, value.Type, value.Span);
            });
            context.Store.Oplog.Append(new OplogEntry(OplogKind.Modify, target) { Uuid = collection.Uuid, Modification = (changes, before) });
        });
    }

    private static void ChangeIndex(DocumentCollection collection, RawValue request, BsonWriter reply)
    {
        var arguments = new CommandArguments("collMod.index", request.Bytes);
        var (name, pattern) = (arguments.Raw("name"), arguments.Raw("keyPattern"));
        if (name.IsMissing == pattern.IsMissing) throw new CommandException(ErrorCode.InvalidOptions, "must specify either index name or key pattern, and not both");
        CollectionIndex index;
        try
        {
            index = QueryPlanner.FindHinted(collection, name.IsMissing ? pattern : name);
        }
        catch (CommandException e) when (e.Code == ErrorCode.BadValue)
        {
            throw new CommandException(ErrorCode.IndexNotFound, $"cannot find index {BsonText.Of(name.IsMissing ? pattern : name)} for ns {collection.Namespace}");
        }
        var spec = index.Spec;
        if (arguments.Integer("expireAfterSeconds") is { } seconds)
        {
            if (spec.Paths.Length != 1 || spec.IsIdIndex) throw new CommandException(ErrorCode.InvalidOptions, "expireAfterSeconds needs an index on one field that is not _id");
            if (spec.ExpireAfterSeconds is { } old) reply.Int64("expireAfterSeconds_old", old);
            reply.Int64("expireAfterSeconds_new", seconds);
            spec = spec with { ExpireAfterSeconds = seconds };
        }
        if (arguments.Has("hidden"))
        {
            if (spec.IsIdIndex) throw new CommandException(ErrorCode.BadValue, "can't hide _id index");
            var hidden = arguments.Boolean("hidden");
            reply.Boolean("hidden_old", spec.IsHidden);
            reply.Boolean("hidden_new", hidden);
            spec = spec with { IsHidden = hidden };
        }
        arguments.Refuse("unique", "prepareUnique", "disallowNewDuplicateKeys");
        arguments.End();
        if (spec == index.Spec) return;
        collection.ChangeIndex(index, spec);
    }
}
