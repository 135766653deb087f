using System.Text.Json;

namespace EndToEnd.Tests.Control;

/// <summary>The calls of <c>/control</c>.</summary>
internal static class ControlCalls
{
    public static async Task<JsonElement> CallAsync(this Scene scene, string method, string path, int code = 200, string? body = null)
    {
        var (found, text) = await scene.Bridge.CallAsync(method, path, Scene.Token, body);
        Assert.That(found, Is.EqualTo(code), text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Runs a verification to its end.</summary>
    public static async Task<JsonElement> VerifyAsync(this Scene scene, string body = "{}")
    {
        await scene.CallAsync("POST", "/control/verification", 202, body);
        return await scene.EndedAsync("/control/verification");
    }

    /// <summary>Waits for the end of what runs.</summary>
    public static async Task<JsonElement> EndedAsync(this Scene scene, string path)
    {
        JsonElement report = default;
        await scene.UntilAsync($"{path} ends", async () =>
        {
            report = await scene.CallAsync("GET", path);
            return report.GetProperty("state").GetString() == "running" ? report.GetRawText() : null;
        }, TimeSpan.FromMinutes(2));
        return report;
    }

    /// <summary>Such as <c>checked 3, equal 2, onlyInMongoDB 1</c>: what is not zero, of the first collection.</summary>
    public static string Counts(this JsonElement report, string name = "counts") => string.Join(", ", report.GetProperty("collections")[0].GetProperty(name).EnumerateObject()
        .Where(c => c.Value.GetInt64() != 0).Select(c => $"{c.Name} {c.Value.GetInt64()}"));

    public static async Task<IReadOnlyList<JsonElement>> DifferencesAsync(this Scene scene) =>
        [.. (await scene.CallAsync("GET", "/control/verification/differences")).GetProperty("items").EnumerateArray().OrderBy(d => d.GetProperty("id").GetRawText(), StringComparer.Ordinal)];
}
