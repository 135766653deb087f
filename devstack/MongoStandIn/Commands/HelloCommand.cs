using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Handshake;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>
/// The greeting: says that this is the primary and only member of a replica set, or that it stands alone. No <c>topologyVersion</c> is offered, so clients
/// poll instead of asking for an answer that waits for a change: the topology never changes.
/// </summary>
internal sealed class HelloCommand : Command
{
    public override IReadOnlyList<string> Names => ["hello", "isMaster", "ismaster"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var (server, arguments, reply) = (context.Server, context.Arguments, context.Reply);
        if (arguments.Has("topologyVersion") || arguments.Has("maxAwaitTimeMS")) throw new CommandException(ErrorCode.InvalidOptions, "'topologyVersion' and 'maxAwaitTimeMS' are not supported by the stand-in, which offers no topologyVersion.");
        ReadClient(context);
        var mechanismsFor = arguments.Text("saslSupportedMechs");
        var speculative = arguments.Document("speculativeAuthenticate");
        // What a newer client adds to its greeting is passed over, as MongoDB does: refusing it would keep the client out.
        WriteTopology(context);
        if (mechanismsFor is not null) WriteMechanisms(server, mechanismsFor, reply);
        if (!speculative.IsMissing) Speculate(context, speculative);
    }

    private static void ReadClient(CommandContext context)
    {
        var client = context.Arguments.Document("client");
        if (client.IsMissing) return;
        if (context.Connection.HasClientMetadata) throw new CommandException((ErrorCode)186, "The client metadata document may only be sent in the first hello");
        if (client.Span.Length > 512) throw new CommandException((ErrorCode)185, $"The client metadata document must be less then or equal to 512 bytes, not {client.Span.Length}");
        context.Connection.HasClientMetadata = true;
        var name = client.Field("application"u8).Field("name"u8);
        if (name.Type == BsonType.String) context.Connection.AppName = name.AsString();
    }

    private static void WriteTopology(CommandContext context)
    {
        var (server, reply) = (context.Server, context.Reply);
        if (context.Name != "hello")
        {
            if (context.Arguments.Boolean("helloOk")) reply.Boolean("helloOk", true);
            reply.Boolean("ismaster", true);
        }
        else reply.Boolean("isWritablePrimary", true);
        if (!server.Options.IsStandalone) ReplicaSetFacts.Write(server, reply);
        reply.Int32("maxBsonObjectSize", DocumentRules.MaxSize);
        reply.Int32("maxMessageSizeBytes", Wire.RequestReader.MaxMessageSize);
        reply.Int32("maxWriteBatchSize", WriteBatch.MaxStatements);
        reply.DateTime("localTime", server.Store.Clock.WallMilliseconds);
        reply.Int32("logicalSessionTimeoutMinutes", (int)SessionTable.Timeout.TotalMinutes);
        reply.Int32("connectionId", context.Connection.Id);
        reply.Int32("minWireVersion", 0);
        reply.Int32("maxWireVersion", 21);
        reply.Boolean("readOnly", false);
    }

    private static void WriteMechanisms(ServerState server, string user, BsonWriter reply)
    {
        var dot = user.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) throw new CommandException(ErrorCode.BadValue, "UserName must contain a '.' separated database.user pair");
        if (server.Users.Find(new UserName(user[(dot + 1)..], user[..dot])) is null) return;
        reply.StartArray("saslSupportedMechs");
        reply.String("", Credentials.Mechanism);
        reply.End();
    }

    /// <summary>A first step of authentication that fails is left out of the answer; the client then starts anew.</summary>
    private static void Speculate(CommandContext context, RawValue request)
    {
        try
        {
            var mechanism = request.Field("mechanism"u8);
            var database = request.Field("db"u8);
            if (mechanism.Type != BsonType.String || database.Type != BsonType.String || request.Field("saslStart"u8).IsMissing) return;
            var (payload, isDone) = ScramExchange.Start(context.Server, context.Connection, database.AsString(), mechanism.AsString(), request.Field("payload"u8), request.Field("options"u8));
            context.Reply.StartDocument("speculativeAuthenticate");
            ScramExchange.Write(context.Reply, context.Connection, payload, isDone);
            context.Reply.End();
        }
        catch (CommandException)
        {
            context.Connection.Conversation = null;
        }
    }
}
