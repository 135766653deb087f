using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MongoC.Native;

namespace MongoC.Tests.Client;

/// <summary>Counts the blocks libbson and libmongoc hold, by libbson's memory functions: each passes on to the C library's.</summary>
internal sealed unsafe class AllocationCounter : IDisposable
{
    private static long _live;

    public AllocationCounter()
    {
        // bson_mem_vtable_t (bson-memory.h): malloc, calloc, realloc, free, aligned_alloc, three reserved.
        var table = stackalloc void*[8];
        table[0] = (delegate* unmanaged[Cdecl]<nuint, void*>)&Allocate;
        table[1] = (delegate* unmanaged[Cdecl]<nuint, nuint, void*>)&AllocateZeroed;
        table[2] = (delegate* unmanaged[Cdecl]<void*, nuint, void*>)&Reallocate;
        table[3] = (delegate* unmanaged[Cdecl]<void*, void>)&Free;
        table[4] = (delegate* unmanaged[Cdecl]<nuint, nuint, void*>)&AllocateAligned;
        for (var i = 5; i < 8; i++) table[i] = null;
        Interlocked.Exchange(ref _live, 0);
        LibBson.SetMemoryFunctions(table);
    }

    /// <summary>Blocks taken since the start less blocks given back.</summary>
    public long Live => Interlocked.Read(ref _live);

    public void Dispose() => LibBson.RestoreMemoryFunctions();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* Allocate(nuint size)
    {
        Interlocked.Increment(ref _live);
        return NativeMemory.Alloc(size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateZeroed(nuint count, nuint size)
    {
        Interlocked.Increment(ref _live);
        return NativeMemory.AllocZeroed(count, size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* Reallocate(void* block, nuint size)
    {
        if (block is null) Interlocked.Increment(ref _live);
        return NativeMemory.Realloc(block, size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateAligned(nuint alignment, nuint size)
    {
        Interlocked.Increment(ref _live);
        return NativeMemory.AlignedAlloc(size, alignment);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(void* block)
    {
        if (block is not null) Interlocked.Decrement(ref _live);
        NativeMemory.Free(block);
    }
}
