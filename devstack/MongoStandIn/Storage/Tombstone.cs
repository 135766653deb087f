using MongoStandIn.Errors;

namespace MongoStandIn.Storage;

/// <summary>Tells the cursors over a collection that it was dropped or renamed since they were opened.</summary>
internal sealed class Tombstone
{
    private string? _reason;

    public void Bury(string reason) => _reason = reason;

    /// <exception cref="CommandException">The collection is gone: error 175.</exception>
    public void Check()
    {
        if (_reason is not null) throw new CommandException(ErrorCode.QueryPlanKilled, _reason);
    }
}
