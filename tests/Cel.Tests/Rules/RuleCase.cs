using System.Text.Json.Nodes;

namespace Cel.Tests.Rules;

/// <summary>A manifest and what must be said of it: a row of testdata/rules.yaml, where the columns are explained.</summary>
/// <param name="Name">What the case shows.</param>
/// <param name="Manifest">The whole manifest.</param>
/// <param name="Field">The path of what is wrong; null where nothing is.</param>
/// <param name="Says">The sentence about it.</param>
/// <param name="ServerField">The path that the server gives, where it cannot give <paramref name="Field"/>.</param>
/// <param name="ServerSays">A part of the server's own sentence, where the rule is one of OpenAPI's; null: it says what the operator says.</param>
/// <param name="OperatorOnly">Why the server cannot judge it; null where it does.</param>
internal sealed record RuleCase(string Name, JsonNode Manifest, string? Field, string? Says, string? ServerField, string? ServerSays, string? OperatorOnly)
{
    public bool IsRefusedByServer => Field is not null && OperatorOnly is null;

    public override string ToString() => Name;
}
