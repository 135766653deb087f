using System.Security.Cryptography;
using System.Text;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Handshake;

namespace MongoStandIn.Tests.Handshake;

public sealed class ScramConversationTests
{
    private static readonly Credentials User = new("ada", "lovelace");

    [TestCase(true)]
    [TestCase(false)]
    public void The_right_password_is_proven_on_both_sides(bool skipsEmptyExchange)
    {
        var conversation = Start("ada", skipsEmptyExchange);
        var (final, serverSignature) = Prove(conversation, "lovelace");
        Assert.That(Encoding.UTF8.GetString(conversation.Continue(final)), Is.EqualTo("v=" + serverSignature));
        Assert.That(conversation.IsDone, Is.EqualTo(skipsEmptyExchange));
        if (skipsEmptyExchange) return;
        Assert.That(conversation.Continue([]), Is.Empty);
        Assert.That(conversation.IsDone, Is.True);
    }

    [TestCase("ada", "wrong", "admin")]
    [TestCase("eve", "lovelace", "admin")]
    [TestCase("ada", "lovelace", "other")]
    public void Everything_else_fails_with_the_same_error(string user, string password, string database)
    {
        var conversation = Start(user, skipsEmptyExchange: true, database);
        var error = Assert.Throws<CommandException>(() => conversation.Continue(Prove(conversation, password).Final))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.AuthenticationFailed));
        Assert.That(error.Message, Is.EqualTo("Authentication failed."));
        Assert.That(conversation.IsDone, Is.False);
    }

    [TestCase("c=biws,r=x,p=AAAA")]
    [TestCase("")]
    [TestCase("c=biws,p=!!!!")]
    public void A_damaged_proof_fails(string message)
    {
        var conversation = Start("ada", skipsEmptyExchange: true);
        Assert.That(Assert.Throws<CommandException>(() => conversation.Continue(Encoding.UTF8.GetBytes(message)))!.Code, Is.EqualTo(ErrorCode.AuthenticationFailed));
    }

    [Test]
    public void A_password_that_would_need_preparation_is_refused() => Assert.Throws<ArgumentException>(() => _ = new Credentials("ada", "pässword"));

    private static ScramConversation Start(string user, bool skipsEmptyExchange, string database = "admin") =>
        new(name => name == new UserName("ada", "admin") ? User : null, database, Encoding.UTF8.GetBytes($"n,,n={user},r=clientnonce"), skipsEmptyExchange);

    private static (byte[] Final, string ServerSignature) Prove(ScramConversation conversation, string password)
    {
        var first = Encoding.UTF8.GetString(conversation.ServerFirst);
        var parts = first.Split(',');
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..]), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c=biws,{parts[0]}";
        var message = Encoding.UTF8.GetBytes($"n={conversation.Name.Name},r=clientnonce,{first},{withoutProof}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        var proof = clientKey.Zip(signature, (a, b) => (byte)(a ^ b)).ToArray();
        return (Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}"), Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message)));
    }
}
