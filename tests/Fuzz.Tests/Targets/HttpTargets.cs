using System.Text;
using BridgeRuntime.DeadLetters;
using MongoC;

namespace Fuzz.Tests.Targets;

/// <summary>What callers of the status port choose, and connection strings that nobody can parse and that must all the same not get out.</summary>
internal static class HttpTargets
{
    private const string Password = "pa55w0rd";

    public static IEnumerable<FuzzTarget> All =>
    [
        new("continuation", FuzzTarget.Texts("FAAAAAJfaWQACQAAAHNvbWV0ZXh0AAA", "AA"), FuzzTarget.Texts("A", "_", "-", "=", "/////"), bytes => ContinuationToken.TryRead(Encoding.UTF8.GetString(bytes), out _) ? "read" : "refused"),
        new("connection-string", FuzzTarget.Texts($"mongodb://bridge:{Password}@db.example:27017/shop?replicaSet=rs0&tls=true", $"mongodb+srv://bridge:{Password}@db.example.com/?authSource=admin"),
            FuzzTarget.Texts("@", ":", "/", "?", "&", "%40", "%", "mongodb://", "=", "#", " ", "\0", "tlsCertificateKeyFilePassword=", "authMechanismProperties=AWS_SESSION_TOKEN:"), Parse, typeof(MongoException)),
    ];

    private static string Parse(byte[] bytes)
    {
        MongoC.Native.NativeLibraries.Initialise();
        var text = Encoding.UTF8.GetString(bytes);
        try
        {
            using var connection = MongoC.Calls.ConnectionString.Parse(text, new MongoClientOptions());
            return "accepted";
        }
        // A password that a mutation has torn apart is none any more.
        catch (MongoException e) when (text.Contains($":{Password}@", StringComparison.Ordinal) && e.ToString().Contains(Password, StringComparison.Ordinal))
        {
            throw new AssertionException($"The password is in: {e.Message}", e);
        }
    }
}
