using System.Collections.ObjectModel;
using BridgeModel.Schemas;
using BridgeModel.Validation;

namespace BridgeModel.Reading;

/// <summary>Brings in the files that the collections' <c>schema</c> blocks name.</summary>
internal static class SchemaSection
{
    public static BridgeConfiguration Resolve(BridgeConfiguration configuration, string folder, ReferenceSources sources, ReadLog log)
    {
        if (configuration.MongoConnector.Collections.All(c => c.Value.Schema is null)) return configuration;
        var resolved = new OrderedDictionary<string, CollectionSpec>();
        foreach (var (name, collection) in configuration.MongoConnector.Collections)
        {
            // What the block itself lacks is for the rules to say.
            if (collection.Schema is not { } schema || CollectionSpecValidator.HasSchemaProblem(schema))
            {
                resolved.Add(name, collection);
                continue;
            }
            var problems = new List<string>();
            var schemas = SchemaReading.Read(schema, folder, sources, problems);
            foreach (var problem in problems) log.AddRule(DocumentPath.Child(DocumentPath.Child(DocumentPath.Child("mongoConnector.collections", name), "schema"), "file"), problem);
            resolved.Add(name, collection with { Schema = schema with { Schemas = schemas } });
        }
        return configuration with { MongoConnector = configuration.MongoConnector with { Collections = new ReadOnlyDictionary<string, CollectionSpec>(resolved) } };
    }
}
