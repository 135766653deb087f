namespace BridgeRuntime.MassDeletes;

/// <summary>Keeps blocks, releases and what was counted across restarts.</summary>
internal interface IMassDeleteStore
{
    Task<IReadOnlyList<MassDeleteRecord>> LoadAsync(CancellationToken cancellation);

    /// <summary>Saves what holds from now on; of an empty record nothing is kept.</summary>
    Task SaveAsync(MassDeleteRecord record, CancellationToken cancellation);
}
