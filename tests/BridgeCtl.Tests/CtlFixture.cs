namespace BridgeCtl.Tests;

/// <summary>A scene for each test.</summary>
internal abstract class CtlFixture
{
    protected CtlScene Ctl { get; private set; } = null!;

    [SetUp]
    public void NewScene() => Ctl = new CtlScene();

    [TearDown]
    public async Task EndScene() => await Ctl.DisposeAsync();

    /// <summary>Another scene than the usual one.</summary>
    protected async Task UseAsync(SceneOptions options)
    {
        await Ctl.DisposeAsync();
        Ctl = new CtlScene(options);
    }
}
