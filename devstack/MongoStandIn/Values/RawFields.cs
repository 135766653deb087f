using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>Enumerates the fields of a document as slices of its memory.</summary>
internal ref struct RawFields(ReadOnlyMemory<byte> document)
{
    private readonly ReadOnlyMemory<byte> _document = document;
    private BsonReader _reader = new(document.Span);

    public readonly RawField Current
    {
        get
        {
            var element = _reader.Current;
            var name = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_document.Span), ref MemoryMarshal.GetReference(element.NameUtf8));
            return new RawField(_document.Slice(name, element.NameUtf8.Length), RawValue.Of(_document, element));
        }
    }

    public readonly RawFields GetEnumerator() => this;

    public bool MoveNext() => _reader.Read();
}
