namespace BridgeRuntime.Documents;

/// <summary>The Big Peer's side as the reconciler needs it. Every read is at least as new as the last write of this bridge. Failures are <see cref="SideException"/>s.</summary>
internal interface IBigPeerDocuments
{
    /// <summary>Reads documents, and of their counters whether they are any.</summary>
    Task<IReadOnlyDictionary<DittoId, DocumentState>> FindAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Reads documents at half the price where there are counters: a number at a counter's path is taken for one.</summary>
    Task<IReadOnlyDictionary<DittoId, DocumentState>> FindNewestAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Reads documents as they were if the field at a path held nothing but its register: what a map of the same name hides.</summary>
    Task<IReadOnlyDictionary<DittoId, DocumentState>> FindRegisterAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Removes paths from existing documents; gives the documents as they are afterwards. Absent documents are left out and not created.</summary>
    Task<IReadOnlyDictionary<DittoId, DocumentState>> UnsetAsync(CollectionSettings collection, IReadOnlyList<FieldPath> paths, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Removes the map at a path, and what it covers, from those documents in which it is empty by then.</summary>
    Task PruneAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Merges objects into documents, creating what does not exist; gives those it changed, as they are afterwards. One that was equal already is left out.</summary>
    Task<IReadOnlyDictionary<DittoId, DocumentState>> UpsertAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation);

    /// <summary>Inserts documents whose id does not exist yet; gives the ids of those.</summary>
    Task<IReadOnlySet<DittoId>> InsertIfAbsentAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation);

    /// <summary>Deletes documents that still are what is given; gives the ids of those that were and are gone by now.</summary>
    Task<IReadOnlySet<DittoId>> DeleteUnchangedAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation);

    Task DeleteAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);
}
