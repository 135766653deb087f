using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>
/// Storage for a <c>bson_t</c> that a native call fills ("reply"). The callee initialises it over whatever is there, so each buffer takes
/// one answer; it starts as an empty document, which makes releasing it right even if the callee never touched it.
/// </summary>
internal sealed unsafe class ReplyBuffer : SafeHandle
{
    public ReplyBuffer() : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(LibBson.BsonSize, LibBson.BsonSize));
        LibBson.Init(handle);
    }

    public override bool IsInvalid => handle == 0;

    public byte[] ToArray() => BsonHandle.View(handle).ToArray();

    protected override bool ReleaseHandle()
    {
        LibBson.Destroy(handle);
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
