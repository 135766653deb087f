using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Handshake;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>What saslStart, saslContinue and the greeting's speculativeAuthenticate share.</summary>
internal static class ScramExchange
{
    public static (byte[] Payload, bool IsDone) Start(ServerState server, ConnectionState connection, string database, string mechanism, RawValue payload, RawValue options)
    {
        if (mechanism != Credentials.Mechanism) throw new CommandException(ErrorCode.MechanismUnavailable, $"Received authentication for mechanism {mechanism} which is not enabled: only {Credentials.Mechanism} is.");
        var conversation = new ScramConversation(name => server.Users.Find(name)?.Credentials, database, Payload(payload).Span, options.Field("skipEmptyExchange"u8).IsTruthy);
        connection.Conversation = conversation;
        return (conversation.ServerFirst, false);
    }

    public static ReadOnlyMemory<byte> Payload(RawValue payload) => payload.Type == BsonType.Binary
        ? payload.Bytes[5..]
        : throw new CommandException(ErrorCode.TypeMismatch, $"The SASL payload must be a binary, not {BsonTypeAlias.Of(payload.Type)}");

    public static void Write(BsonWriter reply, ConnectionState connection, byte[] payload, bool isDone)
    {
        reply.Int32("conversationId", connection.Conversation!.Id);
        reply.Boolean("done", isDone);
        reply.Binary("payload", payload);
    }
}
