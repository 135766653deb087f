namespace EndToEnd.Tests.Control;

/// <summary>Nothing on the status port changes anything for who does not show the token.</summary>
[CancelAfter(120_000)]
internal sealed class TokenTests
{
    private static readonly (string Method, string Path)[] Mutating =
    [
        ("POST", "/control/pause"), ("POST", "/control/resume"), ("POST", "/control/resync"), ("POST", "/control/verification"), ("DELETE", "/control/verification"), ("POST", "/control/mass-deletes/release"),
        ("POST", "/deadletters/replay"), ("POST", "/deadletters/x/replay"), ("POST", "/deadletters/x/discard"), ("DELETE", "/deadletters/x"),
    ];

    private static readonly string[] Open = ["/health", "/livez", "/readyz", "/readiness", "/status"];

    private readonly Scene _scene = new(new SceneOptions());

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task Calls_that_change_something_are_refused_without_the_token([Values(null, "", "another-token", "status-token-of-the-test")] string? token)
    {
        var answers = new List<string>();
        foreach (var (method, path) in Mutating) answers.Add($"{method} {path}: {(await _scene.Bridge.CallAsync(method, path, token, body: "{}")).Code}");
        Assert.That(answers, Is.EqualTo(Mutating.Select(m => $"{m.Method} {m.Path}: 401")));
        Assert.That((await _scene.Bridge.GetStatusAsync("/readyz")).Code, Is.EqualTo(200), "nothing was paused");
    }

    [Test]
    public async Task What_is_open_to_all_is_only_read([Values("POST", "PUT", "PATCH", "DELETE")] string method)
    {
        foreach (var path in Open) Assert.That((await _scene.Bridge.CallAsync(method, path, Scene.Token, body: "{}")).Code, Is.EqualTo(405), path);
    }
}
