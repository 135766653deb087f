using System.Text.Json.Nodes;

namespace Cel.Tests.Server;

/// <summary>The status code and the object, or the <c>metav1.Status</c> that says why there is none.</summary>
internal sealed record ServerAnswer(int Code, JsonNode Body)
{
    public string Message => Body["message"]?.GetValue<string>() ?? "";

    /// <summary>What is wrong with which field. Left out is the remark, of no field, that rules were not asked because of an error before them.</summary>
    public IReadOnlyList<ServerCause> Causes =>
    [
        .. (Body["details"]?["causes"]?.AsArray() ?? [])
            .Select(c => new ServerCause(c!["field"]?.GetValue<string>() ?? "", c["message"]?.GetValue<string>() ?? ""))
            .Where(c => c.Field.Length > 0 && c.Field != "<nil>"),
    ];

    public override string ToString() => $"{Code} {Message}";
}
