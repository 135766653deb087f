using TestKit;

namespace Chart.Tests;

[SetUpFixture]
public sealed class HelmIsThere
{
    [OneTimeSetUp]
    public void Look()
    {
        if (Helm.Missing() is { } reason) Assert.Ignore(reason);
    }
}
