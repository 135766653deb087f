using System.Runtime.InteropServices;
using System.Text;

namespace MongoC.Native;

/// <summary>libbson-1.0.so.0 (Debian: libbson-1.0-0). The names are libbson's own, without the prefix.</summary>
internal static unsafe partial class LibBson
{
    public const string Library = "libbson-1.0.so.0";

    /// <summary><c>sizeof (bson_t)</c>, which is its alignment too.</summary>
    public const int BsonSize = 128;

    [LibraryImport(Library, EntryPoint = "bson_new_from_data")]
    public static partial nint NewFromData(byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "bson_new_from_json")]
    public static partial BsonHandle NewFromJson(byte* data, nint length, out BsonError error);

    [LibraryImport(Library, EntryPoint = "bson_init")]
    public static partial void Init(nint bson);

    [LibraryImport(Library, EntryPoint = "bson_destroy")]
    public static partial void Destroy(nint bson);

    [LibraryImport(Library, EntryPoint = "bson_get_data")]
    public static partial byte* GetData(nint bson);

    [LibraryImport(Library, EntryPoint = "bson_as_canonical_extended_json")]
    public static partial byte* AsCanonicalExtendedJson(BsonHandle bson, out nuint length);

    [LibraryImport(Library, EntryPoint = "bson_as_relaxed_extended_json")]
    public static partial byte* AsRelaxedExtendedJson(BsonHandle bson, out nuint length);

    /// <param name="bson">The document.</param>
    /// <param name="flags"><c>bson_validate_flags_t</c>: 1 UTF-8, 2 no '$' keys, 4 no '.' keys, 8 zero characters allowed, 16 no empty keys.</param>
    /// <param name="offset">Where the first error is.</param>
    [LibraryImport(Library, EntryPoint = "bson_validate")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool Validate(BsonHandle bson, int flags, out nuint offset);

    [LibraryImport(Library, EntryPoint = "bson_decimal128_to_string")]
    public static partial void Decimal128ToString(ulong* decimal128, byte* text);

    [LibraryImport(Library, EntryPoint = "bson_decimal128_from_string_w_len")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool Decimal128FromString(byte* text, int length, ulong* decimal128);

    [LibraryImport(Library, EntryPoint = "bson_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "bson_mem_set_vtable")]
    public static partial void SetMemoryFunctions(void* table);

    [LibraryImport(Library, EntryPoint = "bson_mem_restore_vtable")]
    public static partial void RestoreMemoryFunctions();

    /// <summary>The document as Extended JSON v2; null when libbson finds it corrupt.</summary>
    public static string? ToExtendedJson(ReadOnlySpan<byte> document, bool canonical)
    {
        using var bson = BsonHandle.Copy(document, nameof(document));
        var text = canonical ? AsCanonicalExtendedJson(bson, out var length) : AsRelaxedExtendedJson(bson, out length);
        if (text is null) return null;
        try
        {
            return Encoding.UTF8.GetString(text, checked((int)length));
        }
        finally
        {
            Free(text);
        }
    }

    /// <summary>Extended JSON (either form) to a document's bytes; null with libbson's reason when it is refused.</summary>
    public static byte[]? FromExtendedJson(string json, out string? reason)
    {
        // libbson takes a length of 0 as "no input" and a null pointer as an error of the caller: one byte is always there.
        var bytes = Encoding.UTF8.GetBytes(json.Length == 0 ? " " : json);
        fixed (byte* data = bytes)
        {
            using var bson = NewFromJson(data, bytes.Length, out var error);
            reason = bson.IsInvalid ? error.Message : null;
            return bson.IsInvalid ? null : bson.Bytes.ToArray();
        }
    }

    /// <summary>Whether libbson finds the bytes a valid document (structure and, with flag 1, UTF-8).</summary>
    public static bool IsValid(ReadOnlySpan<byte> document, int flags)
    {
        using var copy = BsonHandle.TryCopy(document);
        return copy is not null && Validate(copy, flags, out _);
    }

    /// <param name="value">The 16 bytes as they stand in a document (little endian, low half first).</param>
    public static string Decimal128ToText(ReadOnlySpan<byte> value)
    {
        // BSON_DECIMAL128_STRING is 43 bytes, the closing zero included.
        var text = stackalloc byte[43];
        var halves = stackalloc ulong[2] { BitConverter.ToUInt64(value), BitConverter.ToUInt64(value[8..]) };
        Decimal128ToString(halves, text);
        return Marshal.PtrToStringUTF8((nint)text)!;
    }

    /// <summary>The 16 bytes of a decimal128; null when libbson refuses the text.</summary>
    public static byte[]? Decimal128FromText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Length == 0 ? " " : text);
        var halves = stackalloc ulong[2];
        fixed (byte* data = bytes)
        {
            if (!Decimal128FromString(data, bytes.Length, halves)) return null;
        }
        return [.. BitConverter.GetBytes(halves[0]), .. BitConverter.GetBytes(halves[1])];
    }
}
