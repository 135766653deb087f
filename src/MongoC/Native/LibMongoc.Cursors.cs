using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <content>Cursors, change streams, bulk operations and sessions.</content>
internal static unsafe partial class LibMongoc
{
    [LibraryImport(Library, EntryPoint = "mongoc_collection_find_with_opts")]
    public static partial nint CollectionFind(NativeHandle<NativeObjects.Collection> collection, BsonHandle filter, BsonHandle options, NativeHandle<NativeObjects.ReadPreference> readPreference);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_aggregate")]
    public static partial nint CollectionAggregate(
        NativeHandle<NativeObjects.Collection> collection, int flags, BsonHandle pipeline, BsonHandle options, NativeHandle<NativeObjects.ReadPreference> readPreference);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_next")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CursorNext(NativeHandle<NativeObjects.Cursor> cursor, out nint document);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_more")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CursorMore(NativeHandle<NativeObjects.Cursor> cursor);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_error_document")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool CursorError(NativeHandle<NativeObjects.Cursor> cursor, out BsonError error, out nint reply);

    [LibraryImport(Library, EntryPoint = "mongoc_cursor_destroy")]
    public static partial void CursorDestroy(nint cursor);

    [LibraryImport(Library, EntryPoint = "mongoc_database_watch")]
    public static partial nint DatabaseWatch(NativeHandle<NativeObjects.Database> database, BsonHandle pipeline, BsonHandle options);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_watch")]
    public static partial nint CollectionWatch(NativeHandle<NativeObjects.Collection> collection, BsonHandle pipeline, BsonHandle options);

    [LibraryImport(Library, EntryPoint = "mongoc_change_stream_next")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ChangeStreamNext(NativeHandle<NativeObjects.ChangeStream> stream, out nint document);

    [LibraryImport(Library, EntryPoint = "mongoc_change_stream_get_resume_token")]
    public static partial nint ChangeStreamResumeToken(NativeHandle<NativeObjects.ChangeStream> stream);

    [LibraryImport(Library, EntryPoint = "mongoc_change_stream_error_document")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ChangeStreamError(NativeHandle<NativeObjects.ChangeStream> stream, out BsonError error, out nint reply);

    [LibraryImport(Library, EntryPoint = "mongoc_change_stream_destroy")]
    public static partial void ChangeStreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "mongoc_collection_create_bulk_operation_with_opts")]
    public static partial nint CollectionCreateBulkOperation(NativeHandle<NativeObjects.Collection> collection, BsonHandle options);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_insert_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkInsert(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle document, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_update_one_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkUpdateOne(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle filter, BsonHandle update, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_update_many_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkUpdateMany(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle filter, BsonHandle update, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_replace_one_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkReplaceOne(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle filter, BsonHandle document, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_remove_one_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkRemoveOne(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle filter, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_remove_many_with_opts")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool BulkRemoveMany(NativeHandle<NativeObjects.BulkOperation> bulk, BsonHandle filter, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_execute")]
    public static partial uint BulkExecute(NativeHandle<NativeObjects.BulkOperation> bulk, ReplyBuffer reply, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_bulk_operation_destroy")]
    public static partial void BulkOperationDestroy(nint bulk);

    [LibraryImport(Library, EntryPoint = "mongoc_session_opts_new")]
    public static partial nint SessionOptionsNew();

    [LibraryImport(Library, EntryPoint = "mongoc_session_opts_set_causal_consistency")]
    public static partial void SessionOptionsSetCausalConsistency(NativeHandle<NativeObjects.SessionOptions> options, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "mongoc_session_opts_destroy")]
    public static partial void SessionOptionsDestroy(nint options);

    [LibraryImport(Library, EntryPoint = "mongoc_client_start_session")]
    public static partial nint ClientStartSession(PooledClient client, NativeHandle<NativeObjects.SessionOptions> options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_append")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool SessionAppend(NativeHandle<NativeObjects.Session> session, BsonHandle options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_start_transaction")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool SessionStartTransaction(NativeHandle<NativeObjects.Session> session, nint options, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_commit_transaction")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool SessionCommitTransaction(NativeHandle<NativeObjects.Session> session, ReplyBuffer reply, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_abort_transaction")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool SessionAbortTransaction(NativeHandle<NativeObjects.Session> session, out BsonError error);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_get_operation_time")]
    public static partial void SessionOperationTime(NativeHandle<NativeObjects.Session> session, out uint timestamp, out uint increment);

    [LibraryImport(Library, EntryPoint = "mongoc_client_session_destroy")]
    public static partial void SessionDestroy(nint session);
}
