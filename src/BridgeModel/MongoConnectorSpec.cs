using System.Collections.Frozen;

namespace BridgeModel;

/// <summary>The <c>mongoConnector</c> block: which database and collections, and how to reach them. The resource and <c>bridge.yaml</c> share it.</summary>
public sealed record MongoConnectorSpec
{
    /// <summary>Where the connection string is kept. In the resource only, and required there; the operator resolves it.</summary>
    public ConnectionSecretSpec? ConnectionSecret { get; init; }

    /// <summary>The connection string, <c>mongodb://</c> or <c>mongodb+srv://</c>. In <c>bridge.yaml</c> only, and required there.</summary>
    public Secret? ConnectionString { get; init; }

    /// <summary>Where what <see cref="CaFile"/> would hold is kept. In the resource only. Default: the system's authorities are trusted.</summary>
    public SecretKeySpec? CaSecret { get; init; }

    /// <summary>
    /// A PEM file of the authorities that may have signed MongoDB's certificate, trusted instead of the system's; TLS is on with it. What the connection string says as <c>tlsCAFile</c> wins. In
    /// <c>bridge.yaml</c> only. Default: the system's are.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The database that holds the collections and the bridge's own state. Required.</summary>
    public string Database { get; init; } = "";

    /// <summary>The collections by name, the same name on both sides; at least one, in the order of the file.</summary>
    public IReadOnlyDictionary<string, CollectionSpec> Collections { get; init; } = FrozenDictionary<string, CollectionSpec>.Empty;
}
