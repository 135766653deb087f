using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>What a change stream watches: a collection, a database (no collection), or everything (no database either).</summary>
internal sealed record ChangeStreamScope(string? Database, string? Collection, bool ShowsExpandedEvents)
{
    public bool Includes(OplogEntry entry)
    {
        if (entry.Kind == OplogKind.Noop) return false;
        if (!ShowsExpandedEvents && entry.Kind is OplogKind.Create or OplogKind.CreateIndexes or OplogKind.DropIndexes or OplogKind.Modify) return false;
        return Covers(entry.Namespace) || (entry.RenamedTo is { } to && Covers(to));
    }

    /// <summary>Whether the event ends the stream.</summary>
    public bool IsEndedBy(OplogKind kind) => Collection is not null ? kind is OplogKind.Drop or OplogKind.Rename : Database is not null && kind == OplogKind.DropDatabase;

    private bool Covers(Namespace ns) => !ns.IsInternal && (Database is null || ns.Database == Database) && (Collection is null || ns.Collection == Collection);
}
