using System.Collections.ObjectModel;

namespace BridgeModel.Reading;

/// <summary>
/// The shape of a third-party set-up guide for Ditto's connector (github.com/ditto-examples, "retail demo", CONNECTOR_SETUP.md), with the blocks
/// <c>mongodb</c>, <c>ditto</c>, <c>connector</c> and a list <c>collections</c>, told by these keys. Errors name the keys of the file, not those they stand for.
/// </summary>
internal static class ConnectorSections
{
    private const string Collections = "mongoConnector.collections";

    /// <summary>Whether the file has this shape, and not the other.</summary>
    public static bool IsOne(Section root) =>
        !root.Has("mongoConnector") && !root.Has("bigPeer") && (root.Has("mongodb") || root.Has("ditto") || root.Has("connector") || root.Has("collections"));

    public static BridgeConfiguration Read(Section root)
    {
        var missing = new BridgeConfiguration();
        var configuration = ConfigurationSections.ReadSettings(root, new BridgeConfiguration
        {
            Name = root.Text("name", missing.Name),
            ConflictPolicy = ConfigurationSections.ReadPolicy(root, missing.ConflictPolicy),
            MongoConnector = ReadMongo(root) with { Collections = ReadCollections(root) },
            BigPeer = ReadDitto(root),
        });
        if (root.Child("connector") is { } connector) configuration = configuration with { Runtime = ReadConnector(connector, configuration.Runtime) };
        root.Close();
        return configuration;
    }

    private static MongoConnectorSpec ReadMongo(Section root)
    {
        root.StandsFor("mongoConnector", "mongodb");
        if (root.Child("mongodb") is not { } section)
        {
            return new MongoConnectorSpec
            {
                ConnectionString = root.Setting(EnvironmentSettings.ConnectionString) is { } text ? new Secret(text) : null,
                Database = root.Setting(EnvironmentSettings.Database) ?? "",
            };
        }

        var key = section.Has("uri") ? "uri" : "connectionString";
        section.StandsFor("mongoConnector.connectionString", key);
        var spec = new MongoConnectorSpec
        {
            ConnectionString = section.Secret(key, EnvironmentSettings.ConnectionString),
            Database = section.OptionalText("database", EnvironmentSettings.Database) ?? "",
        };
        section.Close();
        return spec;
    }

    private static BigPeerSettings ReadDitto(Section root)
    {
        root.StandsFor("bigPeer", "ditto");
        if (!root.Has("ditto") && EnvironmentSettings.HasBigPeer(root)) return EnvironmentSettings.BigPeer(root, "ditto");
        if (root.RequiredChild("ditto", "cloudEndpoint, appId and apiKey") is not { } section) return new BigPeerSettings();
        var key = section.Has("endpoint") ? "endpoint" : "cloudEndpoint";
        section.StandsFor("bigPeer.endpoint", key);
        var appId = section.OptionalText("appId", EnvironmentSettings.AppId);
        var isGiven = section.Has(key);
        var endpoint = section.OptionalText(key, EnvironmentSettings.CloudEndpoint);
        var settings = new BigPeerSettings
        {
            Endpoint = endpoint is null ? "" : EnvironmentSettings.Join(endpoint, appId),
            ApiKey = section.Secret("apiKey", EnvironmentSettings.ApiKey),
        };
        if (isGiven && endpoint is not null && appId is null) section.Missing("appId", "is missing; give the app's id here, or set the environment variable DITTO_APP_ID");
        section.Close();
        return settings;
    }

    private static RuntimeSettings ReadConnector(Section section, RuntimeSettings missing)
    {
        if (section.Has("batchSize")) section.StandsFor("runtime.batchSize", "batchSize");
        var settings = missing with { BatchSize = section.Integer("batchSize", missing.BatchSize) };
        section.Close();
        return settings;
    }

    private static ReadOnlyDictionary<string, CollectionSpec> ReadCollections(Section root)
    {
        root.StandsFor(Collections, "collections");
        var collections = new OrderedDictionary<string, CollectionSpec>();
        foreach (var section in root.Items("collections"))
        {
            var name = section.OptionalText("name");
            if (!section.Has("name")) section.Missing("name", "is missing; it holds the collection's name");
            var spec = ReadCollection(section, Collections + DocumentPath.Suffix(name ?? ""));
            section.Close();
            if (name is not null && !collections.TryAdd(name, spec)) section.Refuse("name", "names a collection that is there already; remove one of the two");
        }

        return new ReadOnlyDictionary<string, CollectionSpec>(collections);
    }

    private static CollectionSpec ReadCollection(Section section, string path)
    {
        var missing = new CollectionSpec();
        section.StandsFor(path, "name");
        foreach (var key in (string[])["initialSync", "dqlStrictMode"]) section.StandsFor($"{path}.{key}", key);
        section.StandsFor($"{path}.fields", "idMapping");
        return new CollectionSpec
        {
            Fields = section.RequiredChild("idMapping", "mode, and field or fields") is { } mapping ? ReadMapping(mapping, path) : ["_id"],
            InitialSync = section.Flag("initialSync", missing.InitialSync),
            DqlStrictMode = section.Flag("dqlStrictMode", missing.DqlStrictMode),
        };
    }

    private static IReadOnlyList<string> ReadMapping(Section section, string path)
    {
        var mode = section.Choice(
            "mode", IdMappingMode.Unread,
            ("match", IdMappingMode.Match), ("single", IdMappingMode.Single), ("multiple", IdMappingMode.Multiple),
            ("match_ids", IdMappingMode.Match), ("single_field", IdMappingMode.Single), ("multiple_fields", IdMappingMode.Multiple));
        if (!section.Has("mode")) section.Missing("mode", "is missing; it is match, single or multiple");
        IReadOnlyList<string> fields = ["_id"];
        if (mode == IdMappingMode.Single)
        {
            section.StandsFor($"{path}.fields", "field");
            section.StandsFor($"{path}.fields[0]", "field");
            fields = section.OptionalText("field") is { } field ? [field] : [];
        }
        else if (mode == IdMappingMode.Multiple)
        {
            section.StandsFor($"{path}.fields", "fields");
            fields = section.Texts("fields");
        }
        else if (mode == IdMappingMode.Unread)
        {
            // What they should be is not known; the mode is what must be mended first.
            section.OptionalText("field");
            section.Texts("fields");
        }

        section.Close();
        return fields;
    }
}
