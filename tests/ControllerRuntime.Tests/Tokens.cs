using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControllerRuntime.Configuration;

namespace ControllerRuntime.Tests;

/// <summary>Credentials of the test cluster.</summary>
internal static class Tokens
{
    public static ICredential Static(string token) => new StaticCredential(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>A new ServiceAccount of the playground, and a token for it.</summary>
    public static async Task<string> OfServiceAccountAsync(Playground playground, string name)
    {
        using var http = new HttpClient(Playground.Configuration().MakeHandler()) { BaseAddress = Playground.Configuration().Server };
        var accounts = $"/api/v1/namespaces/{playground.Namespace}/serviceaccounts";
        using var made = await http.PostAsJsonAsync(accounts, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        made.EnsureSuccessStatusCode();
        using var answer = await http.PostAsJsonAsync($"{accounts}/{name}/token", new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["expirationSeconds"] = 3600 } });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["status"]!["token"]!.GetValue<string>();
    }
}
