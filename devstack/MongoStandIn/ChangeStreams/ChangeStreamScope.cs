using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>What a change stream watches: a collection, a database (no collection), or everything (no database either).</summary>
internal sealed record ChangeStreamScope(string? Database, string? Collection)
{
    public bool Includes(OplogEntry entry)
    {
        if (entry.Kind is OplogKind.Create or OplogKind.Noop || entry.Namespace.IsInternal) return false;
        if (Database is not null && entry.Namespace.Database != Database) return false;
        return Collection is null || entry.Namespace.Collection == Collection;
    }

    /// <summary>Whether the event ends the stream.</summary>
    public bool IsEndedBy(OplogKind kind) => Collection is not null ? kind == OplogKind.Drop : Database is not null && kind == OplogKind.DropDatabase;

    public Namespace Target => new(Database ?? "admin", Collection ?? "$cmd.aggregate");
}
