using System.Collections.Concurrent;

namespace TestKit;

/// <summary>
/// The secrets that the running tests have given to programs, so that everything a program shows (log, status, metrics, events, its command line) can be searched for them. Whoever starts a program or
/// makes a Secret tells them here; whoever reads what is shown searches it.
/// </summary>
public static class KnownSecrets
{
    /// <summary>A shorter one is a word that may stand anywhere.</summary>
    private const int Shortest = 8;

    private static readonly string[] Names = ["key", "token", "password"];

    private static readonly ConcurrentDictionary<string, string> All = new(StringComparer.Ordinal);

    /// <summary>Notes a value that is a secret by its name, or the password in a connection string.</summary>
    /// <param name="name">Such as <c>apiKey</c> or <c>DITTO_API_KEY</c>.</param>
    /// <param name="value">What a program is given under this name.</param>
    public static void Add(string name, string value)
    {
        if (PasswordOf(value) is { } password) Note(password, name);
        else if (Names.Any(n => name.EndsWith(n, StringComparison.OrdinalIgnoreCase))) Note(value, name);
    }

    /// <summary>Notes what kubectl's arguments put into a Secret (<c>--from-literal=apiKey=…</c>).</summary>
    public static void AddLiterals(IEnumerable<string> arguments)
    {
        const string Literal = "--from-literal=";
        foreach (var pair in arguments.Where(a => a.StartsWith(Literal, StringComparison.Ordinal)).Select(a => a[Literal.Length..].Split('=', 2))) Add(pair[0], pair[^1]);
    }

    /// <exception cref="InvalidOperationException">The text holds a secret; says which and where, and does not repeat it.</exception>
    public static void Search(string text, string where)
    {
        foreach (var (secret, name) in All)
        {
            if (text.IndexOf(secret, StringComparison.Ordinal) is var at and >= 0)
                throw new InvalidOperationException($"{where} holds the secret {name}: …{text[Math.Max(0, at - 80)..at].ReplaceLineEndings(" ")}***");
        }
    }

    private static void Note(string secret, string name)
    {
        if (secret.Length >= Shortest) All[secret] = name;
    }

    private static string? PasswordOf(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var at = value.LastIndexOf('@');
        if (scheme < 0 || at < scheme) return null;
        var user = value[(scheme + 3)..at];
        return user.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? user[(colon + 1)..] : null;
    }
}
