using System.Buffers;

namespace BridgeRuntime.BigPeer;

/// <summary>Bytes in a buffer of the shared pool, given back at the end: the texts of statements and answers are long and soon forgotten.</summary>
internal sealed class PooledText(int capacity) : IBufferWriter<byte>, IDisposable
{
    /// <summary>A longer buffer is left to the collector: the pool would keep it.</summary>
    private const int LongestPooled = 4 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = checked(Length + Math.Max(sizeHint, 1));
        if (needed > _bytes.Length) Grow((int)Math.Max(needed, Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Nothing may look at the text from now on.</summary>
    public void Dispose()
    {
        Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    private void Grow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        Written.CopyTo(larger);
        Return(_bytes);
        _bytes = larger;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= LongestPooled) ArrayPool<byte>.Shared.Return(bytes);
    }
}
