namespace MongoC.Native;

/// <summary>A kind of native object: how one is destroyed.</summary>
internal interface INativeObject
{
    static abstract void Destroy(nint pointer);
}
