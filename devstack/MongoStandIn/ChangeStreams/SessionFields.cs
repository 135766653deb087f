using MongoC.Bson;
using MongoStandIn.Sessions;

namespace MongoStandIn.ChangeStreams;

/// <summary>The fields by which a transaction is told: <c>lsid</c>, with the digest of the user (here: of nobody), and <c>txnNumber</c>.</summary>
internal static class SessionFields
{
    // SHA-256 of the empty text: MongoDB's digest of a session without a user.
    private static readonly byte[] Nobody = System.Security.Cryptography.SHA256.HashData([]);

    public static void Write(BsonWriter writer, RetryKey transaction)
    {
        writer.StartDocument("lsid");
        writer.Binary("id", transaction.Session.ToByteArray(bigEndian: true), subtype: 4);
        writer.Binary("uid", Nobody);
        writer.End();
        writer.Int64("txnNumber", transaction.TxnNumber);
    }
}
