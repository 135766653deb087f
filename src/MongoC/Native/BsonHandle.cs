using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>A <c>bson_t*</c> that libbson allocated and this handle destroys.</summary>
internal sealed unsafe class BsonHandle : SafeHandle
{
    public BsonHandle() : base(invalidHandleValue: 0, ownsHandle: true)
    {
    }

    private BsonHandle(nint bson) : this() => SetHandle(bson);

    public override bool IsInvalid => handle == 0;

    /// <summary>Copies a document's bytes into a new <c>bson_t</c>.</summary>
    /// <exception cref="ArgumentException">The bytes are no BSON document: the length field and the closing zero do not fit them.</exception>
    public static BsonHandle Copy(ReadOnlySpan<byte> document, string parameter) =>
        TryCopy(document) ?? throw new ArgumentException($"The {document.Length} bytes of '{parameter}' are no BSON document: length field or closing zero do not fit.", parameter);

    /// <summary>As <see cref="Copy"/>; null when the bytes are no BSON document.</summary>
    public static BsonHandle? TryCopy(ReadOnlySpan<byte> document)
    {
        fixed (byte* data = document)
        {
            var bson = document.IsEmpty ? 0 : LibBson.NewFromData(data, (nuint)document.Length);
            return bson == 0 ? null : new BsonHandle(bson);
        }
    }

    /// <summary>The document's bytes; valid as long as the handle is open and unchanged.</summary>
    public ReadOnlySpan<byte> Bytes => View(handle);

    /// <summary>The bytes of a <c>bson_t</c> that somebody else owns. Empty for a null pointer.</summary>
    public static ReadOnlySpan<byte> View(nint bson)
    {
        // bson_t starts with uint32 flags, uint32 len (bson-types.h); bson_get_data resolves inline and allocated storage.
        return bson == 0 ? default : new ReadOnlySpan<byte>(LibBson.GetData(bson), checked((int)((uint*)bson)[1]));
    }

    protected override bool ReleaseHandle()
    {
        LibBson.Destroy(handle);
        return true;
    }
}
