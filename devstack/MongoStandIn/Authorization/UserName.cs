namespace MongoStandIn.Authorization;

/// <summary>A user and the database that it authenticates against.</summary>
internal readonly record struct UserName(string Name, string Database)
{
    public override string ToString() => $"{Name}@{Database}";
}
