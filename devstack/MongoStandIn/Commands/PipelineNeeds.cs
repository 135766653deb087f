using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>What the user of an aggregation must be allowed: reading here and wherever its stages read, writing where they write.</summary>
internal static class PipelineNeeds
{
    public static IEnumerable<Need> Of(CommandContext context)
    {
        var isWholeDatabase = context.Arguments.Raw("aggregate").IsNumber;
        var stages = Documents(context.Arguments.Raw("pipeline"));
        var watch = stages is [var first, ..] ? first.Field("$changeStream"u8) : default;
        if (!watch.IsMissing)
        {
            var resource = watch.Field("allChangesForCluster"u8).IsTruthy ? Resource.EveryDatabase
                : isWholeDatabase ? Resource.OfDatabase(context.Database)
                : Resource.OfCollection(context.Database, context.Target.Collection);
            return [new Need(resource, "changeStream"), new Need(resource, "find")];
        }
        var needs = new List<Need>();
        if (!isWholeDatabase) needs.Add(Need.On(context.Target, "find"));
        AddStages(stages, context.Database, needs);
        return needs;
    }

    private static void AddStages(List<RawValue> stages, string database, List<Need> needs)
    {
        foreach (var stage in stages)
            foreach (var (name, value) in stage.Fields)
            {
                if (name is "$lookup" or "$graphLookup") AddRead(value.Field("from"u8), database, needs);
                if (name is "$unionWith") AddRead(value.Type == BsonType.String ? value : value.Field("coll"u8), database, needs);
                if (name is "$lookup" or "$unionWith") AddStages(Documents(value.Field("pipeline"u8)), database, needs);
                if (name is "$facet")
                    foreach (var facet in value.Fields) AddStages(Documents(facet.Value), database, needs);
                if (name is "$out") AddWrite(value, database, ["insert", "remove"], needs);
                if (name is "$merge") AddWrite(value.Type == BsonType.Document ? value.Field("into"u8) : value, database, ["insert", "update"], needs);
            }
    }

    private static void AddRead(RawValue from, string database, List<Need> needs)
    {
        if (from.Type == BsonType.String) needs.Add(Need.On(new Namespace(database, from.AsString()), "find"));
    }

    private static void AddWrite(RawValue into, string database, string[] actions, List<Need> needs)
    {
        var (home, collection) = into.Type == BsonType.Document ? (into.Field("db"u8), into.Field("coll"u8)) : (default, into);
        if (collection.Type != BsonType.String) return;
        var ns = new Namespace(home.Type == BsonType.String ? home.AsString() : database, collection.AsString());
        needs.AddRange(actions.Select(action => Need.On(ns, action)));
    }

    private static List<RawValue> Documents(RawValue pipeline) => pipeline.Type == BsonType.Array ? RawDocument.Values(pipeline.Bytes).FindAll(s => s.Type == BsonType.Document) : [];
}
