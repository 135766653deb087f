using MongoStandIn.Authorization;
using MongoStandIn.Handshake;

namespace MongoStandIn.Commands;

/// <summary>What the server knows of one connection.</summary>
internal sealed class ConnectionState(int id, string remoteAddress)
{
    public int Id { get; } = id;

    public string RemoteAddress { get; } = remoteAddress;

    /// <summary>The SCRAM exchange under way.</summary>
    public ScramConversation? Conversation { get; set; }

    /// <summary>The user who has proven the password.</summary>
    public UserName? User { get; set; }

    /// <summary>The client's name for itself, <c>application.name</c> of what it said when it connected.</summary>
    public string? AppName { get; set; }

    /// <summary>Whether the client has said what it is; it may do so once.</summary>
    public bool HasClientMetadata { get; set; }
}
