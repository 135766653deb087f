using MongoC.Native;

namespace MongoC;

/// <summary>A call to MongoDB failed. The message never holds credentials; it may hold host names and what the server said.</summary>
public sealed class MongoException : Exception
{
    internal MongoException(MongoErrorKind kind, string message, Exception? innerException = null) : base(message, innerException)
    {
        Kind = kind;
        Labels = [];
    }

    private MongoException(MongoErrorDomain domain, uint nativeCode, string message, byte[] reply) : base(message)
    {
        var facts = ServerErrorFacts.Read(reply);
        Domain = domain;
        Kind = MongoErrorClassifier.Kind(domain, nativeCode, message);
        Code = MongoErrorClassifier.Code(Kind, domain, nativeCode);
        CodeName = facts.CodeName ?? (Kind == MongoErrorKind.Authentication && Code == MongoErrorClassifier.AuthenticationFailed ? "AuthenticationFailed" : null);
        Labels = facts.Labels;
        Transient = MongoErrorClassifier.IsTransient(Kind, nativeCode, Labels);
        ServerReply = reply;
    }

    public MongoErrorKind Kind { get; }

    public MongoErrorDomain Domain { get; }

    /// <summary>The server's code where <see cref="Domain"/> is the server or the write concern, else libmongoc's. 18 for every refused login. 0: none.</summary>
    public int Code { get; }

    /// <summary>The server's name of its code, when it sent one.</summary>
    public string? CodeName { get; }

    /// <summary>As the server or libmongoc gave them: RetryableWriteError, TransientTransactionError, ResumableChangeStreamError, …</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool Transient { get; }

    /// <summary>The server's whole answer, or an empty document. For the program's own use: it may hold the user's data.</summary>
    public ReadOnlyMemory<byte> ServerReply { get; } = EmptyDocument;

    private static readonly byte[] EmptyDocument = [5, 0, 0, 0, 0];

    internal static MongoException From(in BsonError error, ReadOnlySpan<byte> reply, ConnectionSecrets secrets)
    {
        var text = error.Message;
        return new MongoException(
            (MongoErrorDomain)error.Domain,
            error.Code,
            text.Length == 0 ? $"MongoDB gave no reason (domain {error.Domain}, code {error.Code})." : secrets.Hide(text),
            reply.IsEmpty ? EmptyDocument : reply.ToArray());
    }
}
