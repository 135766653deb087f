namespace BridgeModel.Reading;

/// <summary>Which keys of the resource's <c>spec</c> fill which record. Defaults are those of the records, and the CRD's.</summary>
internal static class ResourceSections
{
    /// <summary>Parts of a pod, which the API server judges itself.</summary>
    private static readonly string[] OfPods = ["imagePullSecrets", "resources", "nodeSelector", "tolerations", "affinity", "extraEnv"];

    public static BridgeResourceSpec Read(Section section)
    {
        var missing = new BridgeResourceSpec();
        section.Skip("displayName");
        section.Skip("description");
        var spec = new BridgeResourceSpec
        {
            Suspend = section.Flag("suspend", missing.Suspend),
            ConflictPolicy = ConfigurationSections.ReadPolicy(section, missing.ConflictPolicy),
            DeletionPolicy = section.Choice("deletionPolicy", missing.DeletionPolicy, ("Retain", DeletionPolicy.Retain), ("Delete", DeletionPolicy.Delete)),
            MongoConnector = ReadBridge(section) is { } connector ? MongoConnectorSection.Read(connector) : missing.MongoConnector,
            BigPeer = section.Child("bigPeer") is { } bigPeer ? ReadBigPeer(bigPeer) : null,
            MassDeleteGuard = section.Child("massDeleteGuard") is { } guard ? ConfigurationSections.ReadGuard(guard, missing.MassDeleteGuard) : missing.MassDeleteGuard,
            DeadLetters = section.Child("deadLetters") is { } letters ? ConfigurationSections.ReadDeadLetters(letters, missing.DeadLetters) : missing.DeadLetters,
            Runtime = section.Child("runtime") is { } runtime ? ReadRuntime(runtime, missing.Runtime) : missing.Runtime,
        };
        section.Close();
        return spec;
    }

    private static Section? ReadBridge(Section section)
    {
        if (section.RequiredChild("bridge", "mongoConnector") is not { } bridge) return null;
        var connector = bridge.RequiredChild("mongoConnector", "connectionSecret, database and collections (a kafka bridge is for Ditto's own operator)");
        bridge.Close();
        return connector;
    }

    private static BigPeerResourceSpec ReadBigPeer(Section section)
    {
        var spec = new BigPeerResourceSpec
        {
            Endpoint = section.OptionalText("endpoint"),
            ApiKeySecret = section.Child("apiKeySecret") is { } secret ? SecretKeySection.Read(secret, SecretKeySection.ApiKey) : null,
            CaSecret = section.Child("caSecret") is { } authorities ? SecretKeySection.Read(authorities, SecretKeySection.CaKey) : null,
            PollInterval = section.Has("pollInterval") ? section.Duration("pollInterval", new BigPeerSettings().PollInterval) : null,
        };
        section.Skip("pollInterval");
        section.Close();
        return spec;
    }

    private static RuntimeResourceSpec ReadRuntime(Section section, RuntimeResourceSpec missing)
    {
        foreach (var key in OfPods) section.Skip(key);
        var spec = new RuntimeResourceSpec
        {
            Image = section.OptionalText("image"),
            BatchSize = section.Integer("batchSize", missing.BatchSize),
            Workers = section.Integer("workers", missing.Workers),
            LogLevel = ConfigurationSections.ReadLogLevel(section, missing.LogLevel),
        };
        section.Close();
        return spec;
    }
}
