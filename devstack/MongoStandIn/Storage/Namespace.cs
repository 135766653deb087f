using System.Buffers;
using System.Text;
using MongoStandIn.Errors;

namespace MongoStandIn.Storage;

/// <summary>A database and a collection in it.</summary>
internal readonly record struct Namespace(string Database, string Collection)
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\. \"$\0");

    /// <summary>Collections of the server's own, which change streams leave out.</summary>
    public bool IsInternal => Database is "admin" or "config" or "local" || Collection.StartsWith("system.", StringComparison.Ordinal);

    public override string ToString() => $"{Database}.{Collection}";

    public static void CheckDatabase(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > 63 || name.AsSpan().ContainsAny(Forbidden)) throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid database name: '{name}'");
    }

    public static void CheckCollection(string database, string name)
    {
        if (name.Length == 0) throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid namespace specified '{database}.'");
        if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(database) + 1 > 255) throw new CommandException(ErrorCode.InvalidNamespace, $"Fully qualified namespace is too long. Namespace: {database}.{name} Max: 255");
        if (name.StartsWith('.') || name.Contains('$', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)) throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid collection name: {name}");
        if (name.StartsWith("system.", StringComparison.Ordinal)) throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid system namespace: {database}.{name}");
    }
}
