namespace BridgeRuntime.MassDeletes;

/// <summary>Keeps blocks and releases across restarts.</summary>
internal interface IMassDeleteStore
{
    Task<IReadOnlyList<MassDeleteRecord>> LoadAsync(CancellationToken cancellation);

    /// <summary>Saves what holds from now on; with neither a block nor a release, nothing is kept.</summary>
    Task SaveAsync(MassDeleteRecord record, CancellationToken cancellation);
}
