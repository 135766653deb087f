using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>A <c>mongoc_client_t*</c> taken from a pool; releasing it gives it back. For one thread at a time, but for any.</summary>
internal sealed class PooledClient : SafeHandle
{
    private readonly NativeHandle<NativeObjects.ClientPool> _pool;

    private PooledClient(nint client, NativeHandle<NativeObjects.ClientPool> pool) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _pool = pool;
        SetHandle(client);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a client. Blocks when all are out; the caller counts them so that it never comes to that.</summary>
    public static PooledClient Take(NativeHandle<NativeObjects.ClientPool> pool)
    {
        var added = false;
        pool.DangerousAddRef(ref added);
        try
        {
            var client = new PooledClient(LibMongoc.ClientPoolPop(pool.Pointer), pool);
            if (client.IsInvalid) throw new InvalidOperationException("libmongoc's pool gave no client.");
            added = false;
            return client;
        }
        finally
        {
            if (added) pool.DangerousRelease();
        }
    }

    protected override bool ReleaseHandle()
    {
        LibMongoc.ClientPoolPush(_pool.Pointer, handle);
        _pool.DangerousRelease();
        return true;
    }
}
