namespace BridgeModel.Reading;

/// <summary>
/// The environment variables that fill what a file leaves open, by the names that set-up guides of Ditto's use. The file wins where both say something: it
/// stands beside the collections it is for, and a variable that is set for something else must not send a bridge elsewhere.
/// </summary>
internal static class EnvironmentSettings
{
    public const string ConnectionString = "MONGODB_CONNECTION_STRING";
    public const string Database = "MONGODB_DATABASE";
    public const string AppId = "DITTO_APP_ID";
    public const string ApiKey = "DITTO_API_KEY";
    public const string CloudEndpoint = "DITTO_CLOUD_ENDPOINT";

    /// <summary>Whether the environment has what the Big Peer's block must hold.</summary>
    public static bool HasBigPeer(Section root) => root.Setting(CloudEndpoint) is not null && root.Setting(ApiKey) is not null;

    /// <summary>The Big Peer's settings where the file has no block for them.</summary>
    public static BigPeerSettings BigPeer(Section root, string block)
    {
        root.FromEnvironment(block, "endpoint", Names(root));
        root.FromEnvironment(block, "apiKey", $"the environment variable {ApiKey}");
        return new BigPeerSettings { Endpoint = Join(root.Setting(CloudEndpoint)!, root.Setting(AppId)), ApiKey = new Secret(root.Setting(ApiKey)!) };
    }

    /// <summary>The endpoint of the file, as it is, or that of the environment with the app id; empty where neither has one.</summary>
    public static string Endpoint(Section section, string key)
    {
        if (section.Has(key)) return section.Text(key, "");
        section.OptionalText(key);
        if (section.Setting(CloudEndpoint) is not { } endpoint) return "";
        section.FromEnvironment(key, Names(section));
        return Join(endpoint, section.Setting(AppId));
    }

    /// <summary><c>endpoint/appId</c>, unless the endpoint ends with the app id already.</summary>
    public static string Join(string endpoint, string? appId)
    {
        endpoint = endpoint.TrimEnd('/');
        return string.IsNullOrEmpty(appId) || endpoint.EndsWith('/' + appId, StringComparison.OrdinalIgnoreCase) ? endpoint : $"{endpoint}/{appId}";
    }

    private static string Names(Section section) => section.Setting(AppId) is null ? $"the environment variable {CloudEndpoint}" : $"the environment variables {CloudEndpoint} and {AppId}";
}
