namespace MongoC.Calls;

/// <summary>
/// Collects the documents of one page. They lie in chunks: an array of 85 000 bytes and more is one of the large ones, which only a full collection takes
/// back, and a page is forgotten soon.
/// </summary>
internal sealed class PageBuffer
{
    private const int FirstChunk = 4096;
    private const int LargestChunk = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _documents = [];
    private byte[] _chunk = [];
    private int _length;

    public void Add(ReadOnlySpan<byte> document)
    {
        if (document.Length > _chunk.Length - _length)
        {
            _chunk = new byte[Math.Max(document.Length, Math.Clamp(2 * _chunk.Length, FirstChunk, LargestChunk))];
            _length = 0;
        }
        document.CopyTo(_chunk.AsSpan(_length));
        _documents.Add(new ReadOnlyMemory<byte>(_chunk, _length, document.Length));
        _length += document.Length;
    }

    /// <summary>The documents, each a slice of memory that belongs to them.</summary>
    public ReadOnlyMemory<byte>[] Take() => [.. _documents];
}
