using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>libmongoc-1.0.so.0 (Debian: libmongoc-1.0-0, 1.23.1). The names are libmongoc's own, without the prefix.</summary>
internal static unsafe partial class LibMongoc
{
    public const string Library = "libmongoc-1.0.so.0";

    /// <summary><c>MONGOC_ERROR_API_VERSION_2</c>: errors of the server come with domain 17 and the server's own code.</summary>
    public const int ErrorApiVersion2 = 2;

    /// <summary><c>MONGOC_READ_PRIMARY</c>.</summary>
    public const int ReadPrimary = 1;

    [LibraryImport(Library, EntryPoint = "mongoc_init")]
    public static partial void Init();

    [LibraryImport(Library, EntryPoint = "mongoc_log_set_handler")]
    public static partial void LogSetHandler(delegate* unmanaged[Cdecl]<int, byte*, byte*, void*, void> handler, void* data);

    // URI

    [LibraryImport(Library, EntryPoint = "mongoc_uri_new_with_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint UriNew(string text, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_destroy")]
    public static partial void UriDestroy(nint uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_hosts")]
    public static partial byte* UriGetHosts(NativeHandle<NativeObjects.Uri> uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_srv_hostname")]
    public static partial nint UriGetSrvHostname(NativeHandle<NativeObjects.Uri> uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_appname")]
    public static partial nint UriGetAppName(NativeHandle<NativeObjects.Uri> uri);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_appname", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriSetAppName(NativeHandle<NativeObjects.Uri> uri, string name);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_option_as_int32", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UriGetInt32(NativeHandle<NativeObjects.Uri> uri, string option, int fallback);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_option_as_int32", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriSetInt32(NativeHandle<NativeObjects.Uri> uri, string option, int value);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_option_as_utf8", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint UriGetText(NativeHandle<NativeObjects.Uri> uri, string option, nint fallback);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_set_option_as_utf8", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriSetText(NativeHandle<NativeObjects.Uri> uri, string option, string value);

    [LibraryImport(Library, EntryPoint = "mongoc_uri_get_tls")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool UriGetTls(NativeHandle<NativeObjects.Uri> uri);

    // Pool

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_new_with_error")]
    public static partial nint ClientPoolNew(NativeHandle<NativeObjects.Uri> uri, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_destroy")]
    public static partial void ClientPoolDestroy(nint pool);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_max_size")]
    public static partial void ClientPoolMaxSize(NativeHandle<NativeObjects.ClientPool> pool, uint size);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_set_error_api")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ClientPoolSetErrorApi(NativeHandle<NativeObjects.ClientPool> pool, int version);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_set_apm_callbacks")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ClientPoolSetMonitoring(NativeHandle<NativeObjects.ClientPool> pool, NativeHandle<NativeObjects.MonitoringCallbacks> callbacks, void* context);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_pop")]
    public static partial nint ClientPoolPop(nint pool);

    [LibraryImport(Library, EntryPoint = "mongoc_client_pool_push")]
    public static partial void ClientPoolPush(nint pool, nint client);

    // Command monitoring

    [LibraryImport(Library, EntryPoint = "mongoc_apm_callbacks_new")]
    public static partial nint MonitoringCallbacksNew();

    [LibraryImport(Library, EntryPoint = "mongoc_apm_callbacks_destroy")]
    public static partial void MonitoringCallbacksDestroy(nint callbacks);

    [LibraryImport(Library, EntryPoint = "mongoc_apm_set_command_succeeded_cb")]
    public static partial void MonitoringSetSucceeded(NativeHandle<NativeObjects.MonitoringCallbacks> callbacks, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mongoc_apm_set_command_failed_cb")]
    public static partial void MonitoringSetFailed(NativeHandle<NativeObjects.MonitoringCallbacks> callbacks, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mongoc_apm_command_succeeded_get_reply")]
    public static partial nint MonitoringSucceededReply(nint succeeded);

    [LibraryImport(Library, EntryPoint = "mongoc_apm_command_succeeded_get_command_name")]
    public static partial byte* MonitoringSucceededName(nint succeeded);

    // Client

    [LibraryImport(Library, EntryPoint = "mongoc_client_command_with_opts", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ClientCommand(
        PooledClient client, string database, BsonHandle command, NativeHandle<NativeObjects.ReadPreference> readPreference, BsonHandle options, ReplyBuffer reply, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_write_command_with_opts", StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ClientWriteCommand(PooledClient client, string database, BsonHandle command, BsonHandle options, ReplyBuffer reply, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_get_database", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ClientGetDatabase(PooledClient client, string name);

    [LibraryImport(Library, EntryPoint = "mongoc_client_get_collection", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ClientGetCollection(PooledClient client, string database, string collection);

    [LibraryImport(Library, EntryPoint = "mongoc_database_destroy")]
    public static partial void DatabaseDestroy(nint database);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_destroy")]
    public static partial void CollectionDestroy(nint collection);

    [LibraryImport(Library, EntryPoint = "mongoc_read_prefs_new")]
    public static partial nint ReadPreferenceNew(int mode);

    [LibraryImport(Library, EntryPoint = "mongoc_read_prefs_destroy")]
    public static partial void ReadPreferenceDestroy(nint readPreference);
}
