using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>The documents of one collection in the order of insertion, and its indexes. Used under the store's lock.</summary>
internal sealed class DocumentCollection
{
    private readonly List<CollectionIndex> _indexes;
    private readonly KeyWriter _writer = new();
    private long _nextPosition;

    public DocumentCollection(Namespace ns, Guid uuid, CollectionOptions options)
    {
        Namespace = ns;
        Uuid = uuid;
        Options = options;
        _indexes = [new CollectionIndex(IndexSpec.Id)];
        Documents = new SortedBlocks<long, StoredDocument>(Comparer<long>.Default);
    }

    private DocumentCollection(DocumentCollection other)
    {
        (Namespace, Uuid, Options, CatalogVersion, DataSize, _nextPosition) = (other.Namespace, other.Uuid, other.Options, other.CatalogVersion, other.DataSize, other._nextPosition);
        _indexes = other._indexes.ConvertAll(index => index.Copy());
        Documents = other.Documents.Copy();
    }

    /// <summary>Changed by a rename only.</summary>
    public Namespace Namespace
    {
        get;
        set
        {
            field = value;
            Tombstone = new Tombstone();
        }
    }

    public Guid Uuid { get; }

    public CollectionOptions Options
    {
        get;
        set
        {
            field = value;
            CatalogVersion++;
        }
    }

    /// <summary>Grows with every change of options, indexes or name: a transaction with an older view must not go on with it.</summary>
    public int CatalogVersion { get; set; }

    public SortedBlocks<long, StoredDocument> Documents { get; }

    /// <summary>The index on <c>_id</c> first.</summary>
    public IReadOnlyList<CollectionIndex> Indexes => _indexes;

    /// <summary>What transactions that are not committed have written.</summary>
    public WriteLocks Locks { get; } = new();

    /// <summary>Of the name it has; a rename gives it a new one.</summary>
    public Tombstone Tombstone { get; private set; } = new();

    /// <summary>The bytes of all documents.</summary>
    public long DataSize { get; private set; }

    /// <summary>The bytes of all index keys.</summary>
    public long IndexSize => _indexes.Sum(i => i.Size);

    /// <summary>Grows with every document that comes; tailing cursors wait for it.</summary>
    public AppendSignal Appended { get; } = new();

    /// <summary>The collection as it is now, apart from what happens to it later.</summary>
    public DocumentCollection Copy() => new(this);

    public StoredDocument? FindById(RawValue id)
    {
        _writer.Reset();
        _writer.Append(id);
        return _indexes[0].Find(_writer.Written);
    }

    /// <summary>Fails when a unique index holds one of the keys that a document would have. Changes nothing.</summary>
    /// <exception cref="CommandException">Error 11000.</exception>
    public void CheckKeys(byte[] bytes, StoredDocument? self)
    {
        foreach (var index in _indexes) index.Check(bytes, self, Namespace);
    }

    /// <exception cref="CommandException">A unique index holds one of its keys already.</exception>
    public StoredDocument Insert(byte[] bytes)
    {
        CheckKeys(bytes, self: null);
        var document = new StoredDocument(_nextPosition++, bytes);
        Documents.Add(document.Position, document);
        foreach (var index in _indexes) index.Add(document);
        DataSize += bytes.Length;
        Appended.Raise();
        return document;
    }

    /// <exception cref="CommandException">A unique index holds one of its new keys already.</exception>
    public StoredDocument Replace(StoredDocument document, byte[] bytes)
    {
        CheckKeys(bytes, document);
        var after = new StoredDocument(document.Position, bytes);
        foreach (var index in _indexes) index.Move(document, after);
        Documents.Set(document.Position, after);
        DataSize += bytes.Length - document.Bytes.Length;
        return after;
    }

    public void Delete(StoredDocument document)
    {
        foreach (var index in _indexes) index.Remove(document);
        Documents.Remove(document.Position);
        DataSize -= document.Bytes.Length;
    }

    /// <summary>The oldest documents that a capped collection has too many, with <paramref name="added"/> the latest.</summary>
    public IEnumerable<StoredDocument> Surplus(StoredDocument added)
    {
        while (Options.Cap is { } cap && (DataSize > cap.Bytes || (cap.Documents > 0 && Documents.Count > cap.Documents)))
        {
            var oldest = Documents.ValueAt(new SortedBlocks<long, StoredDocument>.Place(0, 0));
            if (ReferenceEquals(oldest, added)) yield break;
            yield return oldest;
        }
    }

    /// <summary>False when an equal index is there already.</summary>
    public bool CreateIndex(IndexSpec spec)
    {
        foreach (var existing in _indexes)
            if (existing.Spec.IsSameAs(spec)) return false;
        if (_indexes.Count >= IndexSpec.MaxPerCollection) throw new CommandException(ErrorCode.CannotCreateIndex, $"add index fails, too many indexes for {Namespace} key:{BsonText.Document(spec.KeyPattern)}");
        var index = new CollectionIndex(spec);
        var walker = new RangeWalker<long, StoredDocument>(Documents, Comparer<long>.Default, KeyBounds<long>.All, forward: true);
        while (walker.Next(out var document))
        {
            index.Check(document.Bytes, document, Namespace);
            index.Add(document);
        }
        _indexes.Add(index);
        CatalogVersion++;
        return true;
    }

    public void DropIndex(CollectionIndex index)
    {
        _indexes.Remove(index);
        CatalogVersion++;
    }

    /// <summary>Puts an index with other options in the place of one with the same keys.</summary>
    public void ChangeIndex(CollectionIndex index, IndexSpec spec)
    {
        _indexes[_indexes.IndexOf(index)] = index.With(spec);
        CatalogVersion++;
    }
}
