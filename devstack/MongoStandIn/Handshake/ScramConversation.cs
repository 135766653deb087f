using System.Security.Cryptography;
using System.Text;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Handshake;

/// <summary>The server's half of one SCRAM-SHA-256 exchange. Every refusal is the same error 18, so that nothing tells a wrong user from a wrong password.</summary>
internal sealed class ScramConversation
{
    private readonly Credentials? _credentials;
    private readonly bool _skipsEmptyExchange;
    private readonly string _clientFirstBare;
    private readonly string _serverFirst;
    private readonly string _nonce;
    private bool _isProven;

    /// <param name="users">Gives the credentials of a user; null when there is none of that name.</param>
    /// <param name="database">Where the client says the user lives.</param>
    /// <param name="clientFirst">The client's first message.</param>
    /// <param name="skipsEmptyExchange">Whether the server's proof ends the exchange, without an empty round.</param>
    public ScramConversation(Func<UserName, Credentials?> users, string database, ReadOnlySpan<byte> clientFirst, bool skipsEmptyExchange)
    {
        _skipsEmptyExchange = skipsEmptyExchange;
        var text = Encoding.UTF8.GetString(clientFirst);
        if (!text.StartsWith("n,", StringComparison.Ordinal) && !text.StartsWith("y,", StringComparison.Ordinal)) throw Failed();
        var bare = text.IndexOf(',', 2) + 1;
        if (bare == 0) throw Failed();
        _clientFirstBare = text[bare..];
        var user = Attribute(_clientFirstBare, 'n').Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        var clientNonce = Attribute(_clientFirstBare, 'r');
        if (clientNonce.Length == 0) throw Failed();
        Name = new UserName(user, database);
        _credentials = users(Name);
        _nonce = clientNonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        // An unknown user gets a salt like any other and fails at the proof.
        var salt = _credentials?.Salt ?? RandomNumberGenerator.GetBytes(28);
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(salt)},i={Credentials.Iterations}";
    }

    public UserName Name { get; }

    public int Id { get; init; } = 1;

    public bool IsDone { get; private set; }

    public byte[] ServerFirst => Encoding.UTF8.GetBytes(_serverFirst);

    /// <exception cref="CommandException">The proof is wrong: error 18.</exception>
    public byte[] Continue(ReadOnlySpan<byte> payload)
    {
        if (_isProven)
        {
            if (payload.Length != 0 || IsDone) throw Failed();
            IsDone = true;
            return [];
        }
        var text = Encoding.UTF8.GetString(payload);
        var proofAt = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || _credentials is null || Attribute(text, 'r') != _nonce || Attribute(text, 'c') is not ("biws" or "eSws")) throw Failed();
        var message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{text[..proofAt]}");
        var signature = HMACSHA256.HashData(_credentials.StoredKey, message);
        var proof = new byte[32];
        if (!Convert.TryFromBase64String(text[(proofAt + 3)..], proof, out var length) || length != 32) throw Failed();
        for (var i = 0; i < 32; i++) proof[i] ^= signature[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), _credentials.StoredKey)) throw Failed();
        _isProven = true;
        IsDone = _skipsEmptyExchange;
        return Encoding.UTF8.GetBytes("v=" + Convert.ToBase64String(HMACSHA256.HashData(_credentials.ServerKey, message)));
    }

    public static CommandException Failed() => new(ErrorCode.AuthenticationFailed, "Authentication failed.");

    private static string Attribute(string message, char name)
    {
        foreach (var part in message.Split(','))
            if (part.Length > 1 && part[0] == name && part[1] == '=') return part[2..];
        return "";
    }
}
