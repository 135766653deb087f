namespace MongoStandIn;

/// <summary>A user that a stand-in starts with.</summary>
/// <param name="Name">Printable ASCII.</param>
/// <param name="Password">Printable ASCII.</param>
/// <param name="Roles">Each as <c>role@database</c>, such as <c>read@shop</c> or <c>root@admin</c>; without a database it is that of the user.</param>
public sealed record StandInUser(string Name, string Password, params IReadOnlyList<string> Roles)
{
    /// <summary>The database that the user authenticates against.</summary>
    public string Database { get; init; } = "admin";

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Name}@{Database}";
}
