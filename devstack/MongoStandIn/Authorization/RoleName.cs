using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Authorization;

/// <summary>A role and the database that it belongs to.</summary>
internal readonly record struct RoleName(string Name, string Database)
{
    /// <summary>Reads a list of names, which are of <paramref name="database"/>, and of documents <c>{role, db}</c>.</summary>
    public static List<RoleName> ParseAll(RawValue roles, string database)
    {
        if (roles.IsMissing) return [];
        if (roles.Type != BsonType.Array) throw new CommandException(ErrorCode.TypeMismatch, "'roles' must be an array");
        return RawDocument.Values(roles.Bytes).ConvertAll(role => Parse(role, database));
    }

    private static RoleName Parse(RawValue role, string database)
    {
        if (role.Type == BsonType.String) return new RoleName(role.AsString(), database);
        var (name, home) = (role.Field("role"u8), role.Field("db"u8));
        return name.Type == BsonType.String && home.Type == BsonType.String
            ? new RoleName(name.AsString(), home.AsString())
            : throw new CommandException(ErrorCode.BadValue, "Role names must be either strings or objects of the form {role: <name>, db: <database>}");
    }

    public static void WriteAll(BsonWriter writer, string name, IEnumerable<RoleName> roles)
    {
        writer.StartArray(name);
        foreach (var role in roles)
        {
            writer.StartDocument("");
            writer.String("role", role.Name);
            writer.String("db", role.Database);
            writer.End();
        }
        writer.End();
    }

    public override string ToString() => $"{Name}@{Database}";
}
