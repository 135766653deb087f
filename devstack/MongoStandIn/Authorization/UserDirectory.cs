using MongoStandIn.Errors;
using MongoStandIn.Handshake;

namespace MongoStandIn.Authorization;

/// <summary>The users and the roles that were made for them.</summary>
internal sealed class UserDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UserName, User> _users = [];
    private readonly Dictionary<RoleName, CustomRole> _roles = [];

    public User? Find(UserName name)
    {
        lock (_lock) return _users.GetValueOrDefault(name);
    }

    public List<User> Users
    {
        get { lock (_lock) return [.. _users.Values]; }
    }

    /// <exception cref="CommandException">There is one of that name already (51003), or a role that nobody has made (31).</exception>
    public void Add(UserName name, string password, IReadOnlyList<RoleName> roles)
    {
        lock (_lock)
        {
            if (_users.ContainsKey(name)) throw CommandException.Location(51003, $"User \"{name}\" already exists");
            RequireRoles(roles);
            _users.Add(name, new User(name, Guid.NewGuid(), new Credentials(name.Name, password), roles));
        }
    }

    /// <exception cref="CommandException">There is no such user: error 11.</exception>
    public void Change(UserName name, Func<User, User> change)
    {
        lock (_lock)
        {
            var changed = change(_users.GetValueOrDefault(name) ?? throw NotFound(name));
            RequireRoles(changed.Roles);
            _users[name] = changed;
        }
    }

    /// <exception cref="CommandException">There is no such user: error 11.</exception>
    public void Remove(UserName name)
    {
        lock (_lock)
            if (!_users.Remove(name)) throw NotFound(name);
    }

    /// <exception cref="CommandException">There is a role of that name already (51002), or one of its roles is unknown (31).</exception>
    public void Add(CustomRole role)
    {
        lock (_lock)
        {
            if (BuiltInRoles.Find(role.Name) is not null || !_roles.TryAdd(role.Name, role)) throw CommandException.Location(51002, $"Role \"{role.Name}\" already exists");
            if (role.Roles.FirstOrDefault(r => !IsKnown(r)) is not { Name: not null } unknown) return;
            _roles.Remove(role.Name);
            throw NoRole(unknown);
        }
    }

    /// <exception cref="CommandException">There is no such role: error 31.</exception>
    public void Remove(RoleName name)
    {
        lock (_lock)
            if (!_roles.Remove(name)) throw NoRole(name);
    }

    /// <summary>What a user may do by now: a change of its roles holds at once, and one that was removed may do nothing.</summary>
    public IReadOnlyList<Privilege> PrivilegesOf(UserName name)
    {
        lock (_lock)
        {
            if (!_users.TryGetValue(name, out var user)) return [];
            var privileges = new List<Privilege>();
            var seen = new HashSet<RoleName>();
            var open = new Stack<RoleName>(user.Roles);
            while (open.TryPop(out var role))
            {
                if (!seen.Add(role)) continue;
                if (BuiltInRoles.Find(role) is { } builtIn) privileges.AddRange(builtIn);
                else if (_roles.TryGetValue(role, out var custom))
                {
                    privileges.AddRange(custom.Privileges);
                    foreach (var inherited in custom.Roles) open.Push(inherited);
                }
            }
            return privileges;
        }
    }

    private void RequireRoles(IReadOnlyList<RoleName> roles)
    {
        foreach (var role in roles)
            if (!IsKnown(role)) throw NoRole(role);
    }

    private bool IsKnown(RoleName role) => BuiltInRoles.Find(role) is not null || _roles.ContainsKey(role);

    private static CommandException NotFound(UserName name) => new(ErrorCode.UserNotFound, $"User '{name}' not found");

    private static CommandException NoRole(RoleName name) => new(ErrorCode.RoleNotFound, $"Could not find role: {name}");
}
