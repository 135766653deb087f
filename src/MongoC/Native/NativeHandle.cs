using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>
/// Owns one native object. A handle with a parent keeps the parent alive until it is released itself, so that the order is right
/// even when the finalizer thread releases a forgotten graph: cursors before their client, clients before their pool.
/// </summary>
internal sealed class NativeHandle<T> : SafeHandle where T : INativeObject
{
    private readonly SafeHandle? _parent;

    public NativeHandle(nint pointer, SafeHandle? parent = null) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        if (pointer == 0) throw new InvalidOperationException($"libmongoc gave no {typeof(T).Name}.");
        SetHandle(pointer);
        if (parent is null) return;
        var added = false;
        parent.DangerousAddRef(ref added);
        _parent = parent;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer; only while the caller keeps the handle open.</summary>
    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        T.Destroy(handle);
        _parent?.DangerousRelease();
        return true;
    }
}
