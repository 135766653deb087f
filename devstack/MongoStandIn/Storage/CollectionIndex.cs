using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>
/// One index: encoded keys in order, each followed by the document's position, so that equal keys of several documents lie side by side.
/// </summary>
internal sealed class CollectionIndex(IndexSpec spec, SortedBlocks<byte[], StoredDocument>? entries = null)
{
    private readonly IndexKeyExtractor _extractor = new(spec.Paths, spec.Descending);
    private readonly List<byte[]> _keys = [];
    private readonly List<byte[]> _newKeys = [];
    private readonly KeyWriter _writer = new();

    public IndexSpec Spec { get; } = spec;

    public SortedBlocks<byte[], StoredDocument> Entries { get; } = entries ?? new(KeyComparer.Instance);

    /// <summary>Whether any document ever had an array under the paths; a document may then lie at several places.</summary>
    public bool IsMultikey { get; private set; }

    /// <summary>The bytes of all keys.</summary>
    public long Size { get; private set; }

    /// <summary>Whether a key may be there once only.</summary>
    public bool IsUnique => Spec.IsUnique || Spec.IsIdIndex;

    /// <summary>An index of its own with the same entries.</summary>
    public CollectionIndex Copy() => new(Spec, Entries.Copy()) { IsMultikey = IsMultikey, Size = Size };

    /// <summary>The same entries under other options.</summary>
    public CollectionIndex With(IndexSpec spec) => new(spec, Entries) { IsMultikey = IsMultikey, Size = Size };

    /// <summary>The keys that a document has here.</summary>
    public List<byte[]> KeysOf(byte[] bytes)
    {
        var keys = new List<byte[]>();
        Extract(bytes, keys);
        return keys;
    }

    /// <summary>The document whose only key starts with the encoded bytes; for lookups by whole key.</summary>
    public StoredDocument? Find(ReadOnlySpan<byte> key)
    {
        var place = Entries.LowerBound(key.ToArray());
        return Entries.IsIn(place) && Entries.KeyAt(place).AsSpan().StartsWith(key) ? Entries.ValueAt(place) : null;
    }

    /// <summary>Fails with error 11000 when another document holds one of the keys that <paramref name="bytes"/> would have. Changes nothing.</summary>
    public void Check(byte[] bytes, StoredDocument? self, Namespace ns)
    {
        Extract(bytes, _newKeys);
        if (!IsUnique) return;
        foreach (var key in _newKeys)
        {
            var place = Entries.LowerBound(key);
            while (Entries.IsIn(place) && Entries.KeyAt(place).AsSpan().StartsWith(key))
            {
                if (!ReferenceEquals(Entries.ValueAt(place), self)) throw Duplicate(bytes, ns);
                place = Entries.Next(place);
            }
        }
    }

    public void Add(StoredDocument document)
    {
        Extract(document.Bytes, _keys);
        IsMultikey |= _extractor.CrossedArray;
        foreach (var key in _keys) Put(key, document);
    }

    public void Remove(StoredDocument document)
    {
        Extract(document.Bytes, _keys);
        foreach (var key in _keys) Take(key, document);
    }

    /// <summary>Moves the entries of a document to its next version; keys that both have stay where they are.</summary>
    public void Move(StoredDocument document, StoredDocument after)
    {
        Extract(after.Bytes, _newKeys);
        var crossed = _extractor.CrossedArray;
        Extract(document.Bytes, _keys);
        if (_keys.Count == 1 && _newKeys.Count == 1 && _keys[0].AsSpan().SequenceEqual(_newKeys[0]))
        {
            Entries.Set(Entry(_keys[0], document), after);
            return;
        }
        IsMultikey |= crossed;
        foreach (var key in _keys) Take(key, document);
        foreach (var key in _newKeys) Put(key, after);
    }

    private void Put(byte[] key, StoredDocument document)
    {
        Entries.Add(Entry(key, document), document);
        Size += key.Length + sizeof(long);
    }

    private void Take(byte[] key, StoredDocument document)
    {
        Entries.Remove(Entry(key, document));
        Size -= key.Length + sizeof(long);
    }

    private void Extract(byte[] bytes, List<byte[]> keys)
    {
        _extractor.Extract(bytes, keys);
        if ((Spec.IsSparse && !_extractor.HasAnyField) || Spec.Partial?.Matches(bytes) == false) keys.Clear();
    }

    private byte[] Entry(byte[] key, StoredDocument document)
    {
        _writer.Reset();
        _writer.Append(key);
        _writer.AppendUInt64((ulong)document.Position);
        return _writer.ToArray();
    }

    private CommandException Duplicate(byte[] bytes, Namespace ns)
    {
        var writer = new MongoC.Bson.BsonWriter();
        for (var i = 0; i < Spec.Paths.Length; i++)
        {
            var value = PathWalker.FirstValue(RawValue.OfDocument(bytes), Spec.Paths[i]);
            if (value.IsMissing) writer.Null(Spec.Paths[i].Text);
            else writer.Raw(Spec.Paths[i].Text, value.Type, value.Span);
        }
        var keyValue = writer.ToArray();
        return new CommandException(ErrorCode.DuplicateKey, $"E11000 duplicate key error collection: {ns} index: {Spec.Name} dup key: {BsonText.Document(keyValue)}")
        {
            Details = w =>
            {
                w.Document("keyPattern", Spec.KeyPattern);
                w.Document("keyValue", keyValue);
            },
        };
    }
}
