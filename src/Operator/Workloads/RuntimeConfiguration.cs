using System.Globalization;
using System.Text.Json.Nodes;
using BridgeModel;

namespace Operator.Workloads;

/// <summary>
/// The runtime's <c>bridge.yaml</c>, as JSON, which YAML takes. The secrets stand in files beside it, so that the configuration itself holds none.
/// </summary>
internal static class RuntimeConfiguration
{
    public const string Folder = "/etc/bridge";
    public const string ConfigurationFile = "bridge.yaml";
    public const string ConnectionStringFile = "connectionString";
    public const string ApiKeyFile = "apiKey";
    public const string StatusTokenFile = "status-token";
    public const string MongoAuthoritiesFile = "mongodb-ca.crt";
    public const string BigPeerAuthoritiesFile = "big-peer-ca.crt";

    public static string Make(string name, RuntimeInputs inputs)
    {
        var spec = inputs.Spec;
        var root = new JsonObject
        {
            ["name"] = name,
            ["conflictPolicy"] = spec.ConflictPolicy == ConflictPolicy.MongoDB ? "mongodb" : "bigPeer",
            ["mongoConnector"] = MongoConnector(inputs),
            ["bigPeer"] = BigPeer(inputs),
            ["runtime"] = new JsonObject { ["batchSize"] = spec.Runtime.BatchSize, ["workers"] = spec.Runtime.Workers, ["logLevel"] = spec.Runtime.LogLevel.ToString() },
            ["massDeleteGuard"] = new JsonObject { ["share"] = spec.MassDeleteGuard.Share, ["minimum"] = spec.MassDeleteGuard.Minimum, ["window"] = Milliseconds(spec.MassDeleteGuard.Window) },
            ["deadLetters"] = new JsonObject { ["maximum"] = spec.DeadLetters.Maximum, ["retryInterval"] = Milliseconds(spec.DeadLetters.RetryInterval), ["keepDocuments"] = spec.DeadLetters.KeepDocuments },
            ["status"] = new JsonObject { ["port"] = RuntimePorts.Status, ["token"] = $"file:{Folder}/{StatusTokenFile}" },
            ["metrics"] = new JsonObject { ["port"] = RuntimePorts.Metrics },
        };
        return root.ToJsonString();
    }

    private static JsonObject MongoConnector(RuntimeInputs inputs)
    {
        var connector = inputs.Spec.MongoConnector;
        var block = new JsonObject { ["connectionString"] = $"file:{Folder}/{ConnectionStringFile}" };
        if (inputs.MongoAuthorities is not null) block["caFile"] = $"{Folder}/{MongoAuthoritiesFile}";
        block["database"] = Plain(connector.Database);
        block["collections"] = new JsonObject(connector.Collections.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key, Collection(c.Value))));
        return block;
    }

    private static JsonObject BigPeer(RuntimeInputs inputs)
    {
        var block = new JsonObject { ["endpoint"] = Plain(inputs.Endpoint), ["apiKey"] = $"file:{Folder}/{ApiKeyFile}" };
        if (inputs.BigPeerAuthorities is not null) block["caFile"] = $"{Folder}/{BigPeerAuthoritiesFile}";
        if (inputs.Spec.BigPeer?.PollInterval is { } interval) block["pollInterval"] = Milliseconds(interval);
        return block;
    }

    private static string Milliseconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");

    private static JsonObject Collection(CollectionSpec spec)
    {
        var block = new JsonObject
        {
            ["fields"] = Texts(spec.Fields),
            ["initialSync"] = spec.InitialSync,
            ["mode"] = spec.Mode == CollectionMode.Ejson ? "ejson" : "native",
            ["dqlStrictMode"] = spec.DqlStrictMode,
        };
        if (spec.DittoTypes is { SettableCounters.Count: > 0 } types) block["dittoTypes"] = new JsonObject { ["settableCounters"] = Texts(types.SettableCounters) };
        if (spec.ChangeField is { } changeField) block["changeField"] = Plain(changeField);
        if (spec.Filter is { } filter) block["filter"] = Plain(filter);
        return block;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)Plain(t))];

    /// <summary>The file knows <c>${NAME}</c>; what a user wrote in the resource is meant as it stands.</summary>
    private static string Plain(string text) => text.Replace("${", "$${", StringComparison.Ordinal);
}
