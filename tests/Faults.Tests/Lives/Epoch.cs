namespace Faults.Tests.Lives;

/// <summary>
/// What users wrote to one document between two moments at which it was seen equal on both sides and in the ledger. The writes of one side follow one another;
/// those of the two sides are at once.
/// </summary>
/// <param name="Document">Its id, for messages.</param>
/// <param name="Policy">The bridge's conflict policy.</param>
/// <param name="Before">The document when it began; null: there was none.</param>
internal sealed record Epoch(string Document, string Policy, DocumentFields? Before)
{
    /// <summary>The writes that took effect, in the order of each side.</summary>
    public List<UserWrite> Writes { get; } = [];

    /// <summary>The one pause of the bridge in which every write so far was made; null: it ran.</summary>
    public long? DownMark { get; set; }

    /// <summary>Whether no bridge ran from before the first write until after the last, so that both sides' changes are surely a conflict.</summary>
    public bool IsSurelyConflict => DownMark is not null;

    public IEnumerable<UserWrite> Of(UserSide side) => Writes.Where(w => w.Side == side);

    public override string ToString() => $"{Document} under policy {Policy}{(IsSurelyConflict ? ", while no bridge ran" : "")}\nbefore: {Before?.ToString() ?? "none"}\n{string.Join('\n', Writes)}";
}
