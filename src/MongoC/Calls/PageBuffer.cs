namespace MongoC.Calls;

/// <summary>Collects the documents of one page in one array.</summary>
internal sealed class PageBuffer
{
    private byte[] _bytes = new byte[4096];
    private readonly List<(int Start, int Length)> _documents = [];
    private int _length;

    public void Add(ReadOnlySpan<byte> document)
    {
        var needed = checked(_length + document.Length);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        document.CopyTo(_bytes.AsSpan(_length));
        _documents.Add((_length, document.Length));
        _length = needed;
    }

    /// <summary>The documents, each a slice of one array that belongs to them.</summary>
    public ReadOnlyMemory<byte>[] Take() => [.. _documents.Select(d => new ReadOnlyMemory<byte>(_bytes, d.Start, d.Length))];
}
