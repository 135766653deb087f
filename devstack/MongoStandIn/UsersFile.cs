using System.Text.Json;

namespace MongoStandIn;

/// <summary>Reads the users of <c>--users-file</c>: a JSON array of what createUser takes, <c>{"user", "pwd", "db", "roles": ["read", {"role", "db"}]}</c>.</summary>
internal static class UsersFile
{
    /// <exception cref="ArgumentException">The file is not that.</exception>
    public static async Task<IReadOnlyList<StandInUser>> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var users = JsonDocument.Parse(await File.ReadAllTextAsync(path, cancellation));
            return [.. users.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            // Not the text of the file: it holds passwords.
            throw new ArgumentException($"The users file {path} must be a JSON array of users with user, pwd and roles ({e.GetType().Name}).", nameof(path), e);
        }
    }

    private static StandInUser Read(JsonElement user)
    {
        var database = user.TryGetProperty("db", out var home) ? home.GetString()! : "admin";
        var roles = user.GetProperty("roles").EnumerateArray().Select(role => role.ValueKind == JsonValueKind.String
            ? $"{role.GetString()}@{database}"
            : $"{role.GetProperty("role").GetString()}@{role.GetProperty("db").GetString()}");
        return new StandInUser(user.GetProperty("user").GetString()!, user.GetProperty("pwd").GetString()!, [.. roles]) { Database = database };
    }
}
