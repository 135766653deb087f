namespace BridgeModel.Tests;

/// <summary>Valid configurations that tests change one thing of, and sources that need no machine.</summary>
internal static class TestYaml
{
    public const string ConnectionString = "mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0";
    public const string ApiKey = "k3y-4bc9e1";

    public const string Minimal =
        $"""
        mongoConnector:
          connectionString: {ConnectionString}
          database: shop
          collections:
            tasks: {"{ fields: [_id] }"}
        bigPeer:
          endpoint: http://peer.example:8081/app
          apiKey: {ApiKey}

        """;

    public static readonly Dictionary<string, string> Variables = new()
    {
        ["MONGODB_CONNECTION_STRING"] = ConnectionString,
        ["DITTO_API_KEY"] = ApiKey,
        ["HOST"] = "peer.example",
        ["PORT"] = "8081",
        ["EMPTY"] = "",
        ["LIKE_A_REFERENCE"] = "${HOST}",
    };

    public static readonly Dictionary<string, string> Files = new()
    {
        ["/run/secrets/mongodb"] = ConnectionString + "\n",
        ["/run/secrets/windows"] = ConnectionString + "\r\n",
        ["/run/secrets/two-lines"] = ApiKey + "\n\n",
        ["/run/secrets/empty"] = "\n",
    };

    public static ReferenceSources Sources { get; } = new(Variables.GetValueOrDefault, ReadFile);

    public static BridgeConfigurationResult Read(string yaml) => BridgeConfigurationReader.Read(yaml, Sources);

    /// <summary>The configuration, which must be valid.</summary>
    public static BridgeConfiguration Valid(string yaml)
    {
        var result = Read(yaml);
        Assert.That(Lines(result), Is.Empty);
        return result.Configuration!;
    }

    /// <summary>The errors as they are printed.</summary>
    public static string[] Errors(string yaml) => Lines(Read(yaml));

    /// <summary>The minimal configuration with this beside <c>fields: [_id]</c>.</summary>
    public static string WithCollection(string entries) => Minimal.Replace("{ fields: [_id] }", $"{{ {entries} }}", StringComparison.Ordinal);

    /// <summary>The minimal configuration with one text replaced, which must be there.</summary>
    public static string Replace(string text, string by)
    {
        if (!Minimal.Contains(text, StringComparison.Ordinal)) throw new ArgumentException("The minimal configuration has no such text.", nameof(text));
        return Minimal.Replace(text, by, StringComparison.Ordinal);
    }

    private static string[] Lines(BridgeConfigurationResult result)
    {
        Assert.That(result.IsValid, Is.EqualTo(result.Errors.IsEmpty));
        return result.Errors.IsEmpty ? [] : BridgeError.Format(result.Errors).Split('\n');
    }

    private static string ReadFile(string path) => path switch
    {
        "/forbidden" => throw new UnauthorizedAccessException("not you"),
        "/broken" => throw new IOException("the disk says no"),
        _ => Files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException("not there", path),
    };
}
