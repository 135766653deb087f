using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>The documents of one collection in the order of insertion, and its indexes. Used under the store's lock.</summary>
internal sealed class DocumentCollection
{
    private readonly List<CollectionIndex> _indexes;
    private readonly KeyWriter _writer = new();
    private long _nextPosition;

    public DocumentCollection(Namespace ns, Guid uuid)
    {
        Namespace = ns;
        Uuid = uuid;
        _indexes = [new CollectionIndex(IndexSpec.Id, ns)];
    }

    public Namespace Namespace { get; }
    public Guid Uuid { get; }

    public SortedBlocks<long, StoredDocument> Documents { get; } = new(Comparer<long>.Default);

    /// <summary>The index on <c>_id</c> first.</summary>
    public IReadOnlyList<CollectionIndex> Indexes => _indexes;

    /// <summary>Set when the collection is dropped: cursors over it end with an error.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The bytes of all documents.</summary>
    public long DataSize { get; private set; }

    /// <summary>The bytes of all index keys.</summary>
    public long IndexSize => _indexes.Sum(i => i.Size);

    public StoredDocument? FindById(RawValue id)
    {
        _writer.Reset();
        _writer.Append(id);
        return _indexes[0].Find(_writer.Written);
    }

    /// <exception cref="CommandException">A unique index holds one of its keys already.</exception>
    public StoredDocument Insert(byte[] bytes)
    {
        foreach (var index in _indexes) index.Check(bytes, self: null);
        var document = new StoredDocument(_nextPosition++, bytes);
        Documents.Add(document.Position, document);
        foreach (var index in _indexes) index.Add(document);
        DataSize += bytes.Length;
        return document;
    }

    /// <exception cref="CommandException">A unique index holds one of its new keys already.</exception>
    public void Replace(StoredDocument document, byte[] bytes)
    {
        foreach (var index in _indexes) index.Check(bytes, document);
        foreach (var index in _indexes) index.Move(document, bytes);
        DataSize += bytes.Length - document.Bytes.Length;
        document.Bytes = bytes;
    }

    public void Delete(StoredDocument document)
    {
        foreach (var index in _indexes) index.Remove(document);
        Documents.Remove(document.Position);
        DataSize -= document.Bytes.Length;
    }

    /// <summary>False when an equal index is there already.</summary>
    public bool CreateIndex(IndexSpec spec)
    {
        foreach (var existing in _indexes)
        {
            var sameKey = existing.Spec.KeyPattern.AsSpan().SequenceEqual(spec.KeyPattern) || (existing.Spec.IsIdIndex && spec.IsIdIndex);
            var sameOptions = existing.Spec.HasSameContent(spec);
            if (sameKey && existing.Spec.IsIdIndex) return false;
            if (sameKey && sameOptions && existing.Spec.Name == spec.Name)
            {
                if (existing.Spec.ExpireAfterSeconds == spec.ExpireAfterSeconds) return false;
                throw new CommandException(ErrorCode.IndexOptionsConflict, $"An equivalent index already exists with the same name but different options. Requested index: {{ key: {BsonText.Document(spec.KeyPattern)}, name: \"{spec.Name}\" }}");
            }
            if (sameKey && sameOptions) throw new CommandException(ErrorCode.IndexOptionsConflict, $"Index already exists with a different name: {existing.Spec.Name}");
            if (sameKey && existing.Spec.Name != spec.Name && !sameOptions && existing.Spec.IsUnique == spec.IsUnique) continue;
            if (sameKey || existing.Spec.Name == spec.Name)
                throw new CommandException(ErrorCode.IndexKeySpecsConflict, $"An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: {{ key: {BsonText.Document(spec.KeyPattern)}, name: \"{spec.Name}\" }}, existing index: {{ key: {BsonText.Document(existing.Spec.KeyPattern)}, name: \"{existing.Spec.Name}\" }}");
        }
        if (_indexes.Count >= 64) throw new CommandException(ErrorCode.CannotCreateIndex, $"add index fails, too many indexes for {Namespace} key:{BsonText.Document(spec.KeyPattern)}");
        var index = new CollectionIndex(spec, Namespace);
        var walker = new RangeWalker<long, StoredDocument>(Documents, Comparer<long>.Default, KeyBounds<long>.All, forward: true);
        while (walker.Next(out var document))
        {
            index.Check(document.Bytes, document);
            index.Add(document);
        }
        _indexes.Add(index);
        return true;
    }

    public void DropIndex(CollectionIndex index) => _indexes.Remove(index);
}
