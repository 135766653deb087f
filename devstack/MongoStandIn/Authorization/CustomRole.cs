namespace MongoStandIn.Authorization;

/// <summary>A role made by createRole: privileges of its own and those of other roles.</summary>
internal sealed record CustomRole(RoleName Name, IReadOnlyList<Privilege> Privileges, IReadOnlyList<RoleName> Roles);
