namespace EndToEnd.Tests;

/// <summary>What a test's bridge is told.</summary>
internal sealed record SceneOptions
{
    /// <summary>The collections by a short name, each with its settings as a YAML mapping in braces, without <c>dqlStrictMode</c>.</summary>
    public IReadOnlyDictionary<string, string> Collections { get; init; } = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true" };

    /// <summary>Whether the collections are created in MongoDB before the bridge starts, as one that does not exist is not served.</summary>
    public bool CreatesCollections { get; init; } = true;

    public bool Strict { get; init; }

    public string Policy { get; init; } = "mongodb";

    public TimeSpan FullPassInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time limit of one statement to the Big Peer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Variables of the bridge's process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Further files beside bridge.yaml, by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Further top-level YAML.</summary>
    public string Yaml { get; init; } = "";
}
