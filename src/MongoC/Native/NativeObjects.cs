namespace MongoC.Native;

/// <summary>The kinds of objects libmongoc hands out. A pooled client is not here: it goes back to its pool, see <see cref="PooledClient"/>.</summary>
internal static class NativeObjects
{
    internal readonly struct Uri : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.UriDestroy(pointer);
    }

    internal readonly struct ClientPool : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.ClientPoolDestroy(pointer);
    }

    internal readonly struct Collection : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.CollectionDestroy(pointer);
    }

    internal readonly struct Database : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.DatabaseDestroy(pointer);
    }

    internal readonly struct Cursor : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.CursorDestroy(pointer);
    }

    internal readonly struct ChangeStream : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.ChangeStreamDestroy(pointer);
    }

    internal readonly struct BulkOperation : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.BulkOperationDestroy(pointer);
    }

    internal readonly struct Session : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.SessionDestroy(pointer);
    }

    internal readonly struct SessionOptions : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.SessionOptionsDestroy(pointer);
    }

    internal readonly struct ReadPreference : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.ReadPreferenceDestroy(pointer);
    }

    internal readonly struct MonitoringCallbacks : INativeObject
    {
        public static void Destroy(nint pointer) => LibMongoc.MonitoringCallbacksDestroy(pointer);
    }
}
