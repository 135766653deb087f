using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MongoC.Native;

/// <summary><c>bson_error_t</c>: what a native call says when it fails. 512 bytes, filled by the callee (bson-types.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BsonError
{
    private const int MessageSize = 504;

    public uint Domain;
    public uint Code;
    private MessageBytes _message;

    public readonly string Message
    {
        get
        {
            ReadOnlySpan<byte> bytes = _message;
            var end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }

    [InlineArray(MessageSize)]
    private struct MessageBytes
    {
        private byte _first;
    }
}
