using Conformance.Tests.Cases;
using Conformance.Tests.Clients;
using TestKit;

namespace Conformance.Tests;

/// <summary>The Node.js driver, npm mongodb.</summary>
public sealed class NodeTests : ConformanceTests
{
    [TestCaseSource(typeof(CaseFiles), nameof(CaseFiles.All))]
    public Task Over_npm_mongodb(ConformanceCase item) => HoldsAsync(item);

    protected override ICaseClient Open(string uri)
    {
        if (!Directory.Exists(Path.Combine(RepositoryFolder.Path, "tests", "Conformance.Tests", "node", "node_modules", "mongodb"))) Assert.Ignore("The npm package 'mongodb' is not installed: run `make setup` first.");
        return new WorkerClient("node", "node/worker.mjs", uri);
    }
}
