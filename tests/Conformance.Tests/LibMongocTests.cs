using Conformance.Tests.Cases;
using Conformance.Tests.Clients;

namespace Conformance.Tests;

/// <summary>The C client, in this process over src/MongoC.</summary>
public sealed class LibMongocTests : ConformanceTests
{
    [TestCaseSource(typeof(CaseFiles), nameof(CaseFiles.All))]
    public Task Over_libmongoc(ConformanceCase item) => HoldsAsync(item);

    protected override ICaseClient Open(string uri) => new LibMongocClient(uri);
}
