namespace Cluster.Tests.Images;

/// <summary>The commands of the engineer on call are in the runtime's image.</summary>
public sealed class BridgectlImageTests
{
    [Test]
    public async Task Bridgectl_is_on_the_path_and_is_of_the_images_version()
    {
        var image = SharedCluster.Images.Runtime;
        Assert.That(await Container.RunInsideAsync(image, "bridgectl", "--help"), Does.Contain("Exit codes: 0 all is well"));
        Assert.That((await Container.RunInsideAsync(image, "bridgectl", "--version")).Split('+')[0], Is.EqualTo(await Container.RunAsync(image, "--version")));
    }
}
