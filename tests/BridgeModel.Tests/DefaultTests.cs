namespace BridgeModel.Tests;

public sealed class DefaultTests
{
    private static IEnumerable<TestCaseData> Defaults()
    {
        static TestCaseData Default(string path, Func<BridgeConfiguration, object?> value, object? expected) => new TestCaseData(value, expected).SetArgDisplayNames(path);
        yield return Default("name", c => c.Name, "bridge");
        yield return Default("conflictPolicy", c => c.ConflictPolicy, ConflictPolicy.MongoDB);
        yield return Default("collections.*.initialSync", c => c.MongoConnector.Collections["tasks"].InitialSync, false);
        yield return Default("collections.*.mode", c => c.MongoConnector.Collections["tasks"].Mode, CollectionMode.Native);
        yield return Default("collections.*.dqlStrictMode", c => c.MongoConnector.Collections["tasks"].DqlStrictMode, true);
        yield return Default("collections.*.dittoTypes", c => c.MongoConnector.Collections["tasks"].DittoTypes, null);
        yield return Default("collections.*.changeField", c => c.MongoConnector.Collections["tasks"].ChangeField, null);
        yield return Default("mongoConnector.caFile", c => c.MongoConnector.CaFile, null);
        yield return Default("bigPeer.caFile", c => c.BigPeer.CaFile, null);
        yield return Default("bigPeer.pollInterval", c => c.BigPeer.PollInterval, TimeSpan.FromSeconds(1));
        yield return Default("bigPeer.fullPassInterval", c => c.BigPeer.FullPassInterval, TimeSpan.FromMinutes(5));
        yield return Default("bigPeer.pageSize", c => c.BigPeer.PageSize, 1000);
        yield return Default("bigPeer.requestTimeout", c => c.BigPeer.RequestTimeout, TimeSpan.FromSeconds(30));
        yield return Default("runtime.batchSize", c => c.Runtime.BatchSize, 500);
        yield return Default("runtime.maxBatchBytes", c => c.Runtime.MaxBatchBytes, 4_194_304L);
        yield return Default("runtime.workers", c => c.Runtime.Workers, 4);
        yield return Default("runtime.queueSize", c => c.Runtime.QueueSize, 20_000);
        yield return Default("runtime.checkpointInterval", c => c.Runtime.CheckpointInterval, TimeSpan.FromSeconds(1));
        yield return Default("runtime.shutdownTimeout", c => c.Runtime.ShutdownTimeout, TimeSpan.FromSeconds(15));
        yield return Default("runtime.logLevel", c => c.Runtime.LogLevel, BridgeLogLevel.Information);
        yield return Default("massDeleteGuard.share", c => c.MassDeleteGuard.Share, 0.2);
        yield return Default("massDeleteGuard.minimum", c => c.MassDeleteGuard.Minimum, 100);
        yield return Default("massDeleteGuard.window", c => c.MassDeleteGuard.Window, TimeSpan.FromHours(1));
        yield return Default("deadLetters.maximum", c => c.DeadLetters.Maximum, 10_000);
        yield return Default("deadLetters.retryInterval", c => c.DeadLetters.RetryInterval, TimeSpan.FromHours(1));
        yield return Default("deadLetters.keepDocuments", c => c.DeadLetters.KeepDocuments, false);
        yield return Default("status.token", c => c.Status.Token, null);
        yield return Default("status.address", c => c.Status.Address, "0.0.0.0");
        yield return Default("status.port", c => c.Status.Port, 8080);
        yield return Default("metrics.address", c => c.Metrics.Address, "0.0.0.0");
        yield return Default("metrics.port", c => c.Metrics.Port, 9090);
    }

    [TestCaseSource(nameof(Defaults))]
    public void What_is_not_given_has_its_default(Func<BridgeConfiguration, object?> value, object? expected) =>
        Assert.That(value(TestYaml.Valid(TestYaml.Minimal)), Is.EqualTo(expected));

    [Test]
    public void Blocks_given_in_part_keep_the_defaults_of_the_rest()
    {
        var configuration = TestYaml.Valid(TestYaml.Minimal + "runtime: {}\nmassDeleteGuard: { minimum: 5 }\nstatus: { address: 127.0.0.1 }\nmetrics: { port: 0 }\n");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Runtime, Is.EqualTo(new RuntimeSettings()));
            Assert.That(configuration.MassDeleteGuard, Is.EqualTo(new MassDeleteGuardSettings { Minimum = 5 }));
            Assert.That(configuration.Status, Is.EqualTo(new ListenSettings { Address = "127.0.0.1", Port = 8080 }));
            Assert.That(configuration.Metrics, Is.EqualTo(new ListenSettings { Port = 0 }));
        });
    }
}
