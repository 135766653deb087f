namespace MongoC.Writes;

/// <summary>
/// Cuts a bulk into runs that each fit one write command. libmongoc would do so itself, but in an unordered bulk of several commands it forgets
/// the failure of one when a later one succeeds or has write errors (mongoc-write-command.c of 1.23.1); with one command at a time nothing is lost.
/// </summary>
internal static class BulkCommands
{
    // The smallest maxWriteBatchSize a server ever had (MongoDB 2.6 to 3.4), so that libmongoc never splits a run again.
    private const int MaxOperations = 1000;

    // Far below maxMessageSizeBytes (48 000 000), which would split a run too; one document above it travels alone.
    private const int MaxBytes = 16 * 1024 * 1024;

    public static IEnumerable<IReadOnlyList<BulkOperation>> Cut(IReadOnlyList<BulkOperation> operations, bool ordered)
    {
        // Without an order, operations of one command kind are brought together; sorting keeps their order among themselves.
        IEnumerable<BulkOperation> sequence = ordered ? operations : operations.OrderBy(operation => operation.Command);
        List<BulkOperation> run = [];
        var size = 0L;
        foreach (var operation in sequence)
        {
            if (run.Count > 0 && (run.Count == MaxOperations || size + operation.Size > MaxBytes || run[0].Command != operation.Command))
            {
                yield return run;
                run = [];
                size = 0;
            }
            run.Add(operation);
            size += operation.Size;
        }
        if (run.Count > 0) yield return run;
    }
}
