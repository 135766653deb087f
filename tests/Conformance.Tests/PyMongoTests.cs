using Conformance.Tests.Cases;
using Conformance.Tests.Clients;

namespace Conformance.Tests;

/// <summary>The Python driver of Debian, which is of 2020 and speaks the protocol of that time.</summary>
public sealed class PyMongoTests : ConformanceTests
{
    // Debian's own interpreter: the package is installed for that one.
    private const string Python = "/usr/bin/python3";

    [TestCaseSource(typeof(CaseFiles), nameof(CaseFiles.All))]
    public Task Over_PyMongo(ConformanceCase item) => HoldsAsync(item);

    protected override ICaseClient Open(string uri)
    {
        if (!File.Exists(Python) || !Directory.Exists("/usr/lib/python3/dist-packages/pymongo")) Assert.Ignore("The package python3-pymongo is not installed: run `make setup` first.");
        return new WorkerClient(Python, "python/worker.py", uri);
    }
}
