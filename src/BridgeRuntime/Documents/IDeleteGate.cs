namespace BridgeRuntime.Documents;

/// <summary>Every delete of either side passes here before it is written, wherever its hint came from.</summary>
internal interface IDeleteGate
{
    /// <summary>Holds those of a batch's planned deletes that may not go.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="lacking">The side that lacks the documents; they would be deleted on the other.</param>
    /// <param name="deletes">The entries with such plans; those that may not go are held.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IDeletePermit> AdmitAsync(string collection, Side lacking, IReadOnlyList<BatchEntry> deletes, CancellationToken cancellation);
}
