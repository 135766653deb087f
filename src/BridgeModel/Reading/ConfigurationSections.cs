namespace BridgeModel.Reading;

/// <summary>Which keys of <c>bridge.yaml</c> fill which record. Defaults are those of the records.</summary>
internal static class ConfigurationSections
{
    public static BridgeConfiguration Read(Section section)
    {
        var missing = new BridgeConfiguration();
        var configuration = ReadSettings(section, new BridgeConfiguration
        {
            Name = section.Text("name", missing.Name),
            ConflictPolicy = ReadPolicy(section, missing.ConflictPolicy),
            MongoConnector = section.RequiredChild("mongoConnector", "connectionString, database and collections") is { } connector
                ? MongoConnectorSection.Read(connector)
                : missing.MongoConnector,
            BigPeer = ReadBigPeer(section, missing.BigPeer),
        });
        section.Close();
        return configuration;
    }

    public static ConflictPolicy ReadPolicy(Section section, ConflictPolicy missing) =>
        section.Choice("conflictPolicy", missing, ("mongodb", ConflictPolicy.MongoDB), ("bigPeer", ConflictPolicy.BigPeer));

    public static BridgeLogLevel ReadLogLevel(Section section, BridgeLogLevel missing) => section.Choice(
        "logLevel",
        missing,
        ("Trace", BridgeLogLevel.Trace),
        ("Debug", BridgeLogLevel.Debug),
        ("Information", BridgeLogLevel.Information),
        ("Warning", BridgeLogLevel.Warning),
        ("Error", BridgeLogLevel.Error),
        ("Critical", BridgeLogLevel.Critical));

    /// <summary>The blocks that every shape of file may have.</summary>
    public static BridgeConfiguration ReadSettings(Section section, BridgeConfiguration read) => read with
    {
        Runtime = section.Child("runtime") is { } runtime ? ReadRuntime(runtime, read.Runtime) : read.Runtime,
        MassDeleteGuard = section.Child("massDeleteGuard") is { } guard ? ReadGuard(guard, read.MassDeleteGuard) : read.MassDeleteGuard,
        DeadLetters = section.Child("deadLetters") is { } letters ? ReadDeadLetters(letters, read.DeadLetters) : read.DeadLetters,
        Status = section.Child("status") is { } status ? ReadStatus(status, read.Status) : read.Status,
        Metrics = section.Child("metrics") is { } metrics ? ReadListen(metrics, read.Metrics) : read.Metrics,
    };

    /// <summary>The block may be left out where the environment says all that it must hold.</summary>
    private static BigPeerSettings ReadBigPeer(Section root, BigPeerSettings missing)
    {
        if (!root.Has("bigPeer") && EnvironmentSettings.HasBigPeer(root)) return EnvironmentSettings.BigPeer(root, "bigPeer");
        if (root.RequiredChild("bigPeer", "endpoint and apiKey") is not { } section) return missing;
        var settings = new BigPeerSettings
        {
            Endpoint = EnvironmentSettings.Endpoint(section, "endpoint"),
            ApiKey = section.Secret("apiKey", EnvironmentSettings.ApiKey),
            CaFile = section.OptionalText("caFile"),
            PollInterval = section.Duration("pollInterval", missing.PollInterval),
            FullPassInterval = section.Duration("fullPassInterval", missing.FullPassInterval),
            PageSize = section.Integer("pageSize", missing.PageSize),
            RequestTimeout = section.Duration("requestTimeout", missing.RequestTimeout),
        };
        section.Close();
        return settings;
    }

    private static RuntimeSettings ReadRuntime(Section section, RuntimeSettings missing)
    {
        var settings = new RuntimeSettings
        {
            BatchSize = section.Integer("batchSize", missing.BatchSize),
            MaxBatchBytes = section.Size("maxBatchBytes", missing.MaxBatchBytes),
            Workers = section.Integer("workers", missing.Workers),
            QueueSize = section.Integer("queueSize", missing.QueueSize),
            CheckpointInterval = section.Duration("checkpointInterval", missing.CheckpointInterval),
            ShutdownTimeout = section.Duration("shutdownTimeout", missing.ShutdownTimeout),
            LogLevel = ReadLogLevel(section, missing.LogLevel),
        };
        section.Close();
        return settings;
    }

    public static MassDeleteGuardSettings ReadGuard(Section section, MassDeleteGuardSettings missing)
    {
        var settings = new MassDeleteGuardSettings
        {
            Share = section.Number("share", missing.Share),
            Minimum = section.Integer("minimum", missing.Minimum),
            Window = section.Duration("window", missing.Window),
        };
        section.Close();
        return settings;
    }

    public static DeadLetterSettings ReadDeadLetters(Section section, DeadLetterSettings missing)
    {
        var settings = new DeadLetterSettings
        {
            Maximum = section.Integer("maximum", missing.Maximum),
            RetryInterval = section.Duration("retryInterval", missing.RetryInterval),
            KeepDocuments = section.Flag("keepDocuments", missing.KeepDocuments),
        };
        section.Close();
        return settings;
    }

    private static ListenSettings ReadStatus(Section section, ListenSettings missing)
    {
        var settings = new ListenSettings { Address = section.Text("address", missing.Address), Port = section.Integer("port", missing.Port), Token = section.Secret("token") };
        section.Close();
        return settings;
    }

    private static ListenSettings ReadListen(Section section, ListenSettings missing)
    {
        var settings = new ListenSettings { Address = section.Text("address", missing.Address), Port = section.Integer("port", missing.Port) };
        section.Close();
        return settings;
    }
}
