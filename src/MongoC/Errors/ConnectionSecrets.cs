namespace MongoC;

/// <summary>
/// Knows which parts of a connection string must not get out. The string is taken apart here by hand and generously, because it must work
/// for strings that no parser accepts.
/// </summary>
internal sealed class ConnectionSecrets
{
    // Shorter values are words like "1" or "a": replacing them would garble a message and hide nothing.
    private const int ShortestToReplace = 4;

    private readonly List<string> _all = [];
    private readonly List<string> _passwords = [];

    public ConnectionSecrets(string connectionString)
    {
        var scheme = connectionString.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? connectionString : connectionString[(scheme + 3)..];
        // Without escapes nobody can say which of several '@' ends the password: each may.
        for (var at = rest.IndexOf('@', StringComparison.Ordinal); at >= 0; at = rest.IndexOf('@', at + 1)) AddUser(rest[..at]);
        for (var query = rest.IndexOf('?', StringComparison.Ordinal); query >= 0; query = rest.IndexOf('?', query + 1)) AddOptions(rest[(query + 1)..]);
        // Longest first: a password may hold another one.
        _passwords.Sort((a, b) => b.Length.CompareTo(a.Length));
    }

    /// <summary>The text with every password in it replaced.</summary>
    public string Hide(string text)
    {
        foreach (var password in _passwords)
        {
            if (password.Length >= ShortestToReplace) text = text.Replace(password, "***", StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>Whether the text repeats the user, the password or any option's value, however short.</summary>
    public bool AppearIn(string text) => _all.Exists(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    private void AddUser(string user)
    {
        Add(_all, user);
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return;
        Add(_passwords, user[(colon + 1)..]);
        foreach (var part in user.Split(':', '@', '/')) Add(_all, part);
    }

    private void AddOptions(string options)
    {
        foreach (var option in options.Split('&', ';'))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var value = option[(equals + 1)..];
            Add(_all, value);
            // tlsCertificateKeyFilePassword, sslClientCertificateKeyPassword; AWS_SESSION_TOKEN in authMechanismProperties.
            if (equals >= 0 && (option[..equals].EndsWith("password", StringComparison.OrdinalIgnoreCase) || option.Contains("TOKEN", StringComparison.OrdinalIgnoreCase)))
                Add(_passwords, value);
        }
    }

    private void Add(List<string> list, string value)
    {
        if (value.Length == 0) return;
        list.Add(value);
        if (list == _passwords) _all.Add(value);
        var decoded = Uri.UnescapeDataString(value);
        if (decoded == value) return;
        list.Add(decoded);
        if (list == _passwords) _all.Add(decoded);
    }
}
