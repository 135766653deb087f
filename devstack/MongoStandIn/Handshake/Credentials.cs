using System.Security.Cryptography;
using System.Text;

namespace MongoStandIn.Handshake;

/// <summary>What the server keeps of a password for SCRAM-SHA-256 (RFC 7677): never the password itself.</summary>
internal sealed class Credentials
{
    public const string Mechanism = "SCRAM-SHA-256";

    /// <summary>MongoDB's default for SCRAM-SHA-256.</summary>
    public const int Iterations = 15_000;

    /// <exception cref="ArgumentException">The password is not printable ASCII: other text would need SASLprep.</exception>
    public Credentials(string user, string password)
    {
        if (user.Length == 0 || user.Any(c => c is < ' ' or > '~')) throw new ArgumentException("The user name must be printable ASCII and not empty.", nameof(user));
        if (password.Length == 0 || password.Any(c => c is < ' ' or > '~')) throw new ArgumentException("The password must be printable ASCII and not empty; the stand-in does not prepare other text for SCRAM.", nameof(password));
        User = user;
        Salt = RandomNumberGenerator.GetBytes(28);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, Iterations, HashAlgorithmName.SHA256, 32);
        StoredKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        ServerKey = HMACSHA256.HashData(salted, "Server Key"u8);
    }

    public string User { get; }
    public byte[] Salt { get; }
    public byte[] StoredKey { get; }
    public byte[] ServerKey { get; }
}
