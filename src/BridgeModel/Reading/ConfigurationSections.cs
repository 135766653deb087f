namespace BridgeModel.Reading;

/// <summary>Which keys of <c>bridge.yaml</c> fill which record. Defaults are those of the records.</summary>
internal static class ConfigurationSections
{
    public static BridgeConfiguration Read(Section section)
    {
        var missing = new BridgeConfiguration();
        var configuration = new BridgeConfiguration
        {
            Name = section.Text("name", missing.Name),
            ConflictPolicy = section.Choice("conflictPolicy", missing.ConflictPolicy, ("mongodb", ConflictPolicy.MongoDB), ("bigPeer", ConflictPolicy.BigPeer)),
            MongoConnector = section.RequiredChild("mongoConnector", "connectionString, database and collections") is { } connector
                ? MongoConnectorSection.Read(connector)
                : missing.MongoConnector,
            BigPeer = section.RequiredChild("bigPeer", "endpoint and apiKey") is { } bigPeer ? ReadBigPeer(bigPeer, missing.BigPeer) : missing.BigPeer,
            Runtime = section.Child("runtime") is { } runtime ? ReadRuntime(runtime, missing.Runtime) : missing.Runtime,
            MassDeleteGuard = section.Child("massDeleteGuard") is { } guard ? ReadGuard(guard, missing.MassDeleteGuard) : missing.MassDeleteGuard,
            DeadLetters = section.Child("deadLetters") is { } letters ? ReadDeadLetters(letters, missing.DeadLetters) : missing.DeadLetters,
            Status = section.Child("status") is { } status ? ReadStatus(status, missing.Status) : missing.Status,
            Metrics = section.Child("metrics") is { } metrics ? ReadListen(metrics, missing.Metrics) : missing.Metrics,
        };
        section.Close();
        return configuration;
    }

    private static BigPeerSettings ReadBigPeer(Section section, BigPeerSettings missing)
    {
        var settings = new BigPeerSettings
        {
            Endpoint = section.Text("endpoint", missing.Endpoint),
            ApiKey = section.Secret("apiKey"),
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
            LogLevel = section.Choice(
                "logLevel",
                missing.LogLevel,
                ("Trace", BridgeLogLevel.Trace),
                ("Debug", BridgeLogLevel.Debug),
                ("Information", BridgeLogLevel.Information),
                ("Warning", BridgeLogLevel.Warning),
                ("Error", BridgeLogLevel.Error),
                ("Critical", BridgeLogLevel.Critical)),
        };
        section.Close();
        return settings;
    }

    private static MassDeleteGuardSettings ReadGuard(Section section, MassDeleteGuardSettings missing)
    {
        var settings = new MassDeleteGuardSettings
        {
            Share = section.Number("share", missing.Share),
            Minimum = section.Integer("minimum", missing.Minimum),
        };
        section.Close();
        return settings;
    }

    private static DeadLetterSettings ReadDeadLetters(Section section, DeadLetterSettings missing)
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
