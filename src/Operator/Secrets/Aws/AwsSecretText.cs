using System.Text.Json;
using BridgeModel;
using Operator.Bridges;

namespace Operator.Secrets.Aws;

/// <summary>The connection string within a secret: the plain text, or the value of <c>connectionString</c> in JSON, as the console makes it.</summary>
internal static class AwsSecretText
{
    public const string Key = "connectionString";

    /// <summary>A secret has few; more would fill the condition.</summary>
    private const int MostKeys = 20;

    public static SecretResult Read(AwsSecretValue value, AwsSecretsManagerSpec secret)
    {
        var named = $"Secret {secret.SecretId} in region {secret.Region}";
        if (value.SecretString is null && value.SecretBinary is not null)
            return SecretResult.Stalled(Reasons.AwsSecretBinary, $"{named} is binary. Store text: the connection string, or JSON with the key {Key}.");
        // Whoever makes a secret from a file often leaves a line break at its end.
        var text = value.SecretString?.Trim();
        if (string.IsNullOrEmpty(text)) return SecretResult.Stalled(Reasons.AwsSecretEmpty, $"{named} is empty. Store the connection string, or JSON with the key {Key}.");
        return text[0] == '{' ? OfJson(text, named) : SecretResult.Of(text);
    }

    private static SecretResult OfJson(string text, string named)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.TryGetProperty(Key, out var found) && found.ValueKind == JsonValueKind.String && found.GetString()!.Trim() is { Length: > 0 } value) return SecretResult.Of(value);
            return SecretResult.Stalled(Reasons.AwsSecretKeyMissing, $"{named} is JSON without the key {Key} with a text ({Keys(json.RootElement)}). Add the key; it holds the MongoDB connection string.");
        }
        // A text with half of a surrogate pair is found when it is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's words may repeat what it stumbled over.
            return SecretResult.Stalled(Reasons.AwsSecretKeyMissing, $"{named} begins as JSON and is none. Correct it: the connection string alone, or JSON with the key {Key}.");
        }
    }

    private static string Keys(JsonElement json)
    {
        var names = json.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return "it is empty";
        return $"it has {string.Join(", ", names.Take(MostKeys))}{(names.Count > MostKeys ? ", …" : "")}";
    }
}
