using MongoStandIn.Handshake;

namespace MongoStandIn.Authorization;

/// <summary>A user: how the password is proven, and the roles.</summary>
internal sealed record User(UserName Name, Guid Id, Credentials Credentials, IReadOnlyList<RoleName> Roles);
