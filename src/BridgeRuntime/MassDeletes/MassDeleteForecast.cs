using BridgeModel;
using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.MassDeletes;

/// <summary>What the mass-delete guard would make of the deletes that are planned in one collection for want of documents on one side.</summary>
internal sealed record MassDeleteForecast
{
    public string Collection { get; set; } = "";

    /// <summary>Where the documents are lacking: <c>mongodb</c> or <c>bigPeer</c>.</summary>
    public string Side { get; set; } = "";

    /// <summary>Deletes that are planned on the other side, those that are held already included.</summary>
    public long Deletes { get; set; }

    /// <summary>Deletes that the bridge has carried out within the window; they count as well.</summary>
    public long DeletedBefore { get; set; }

    /// <summary>Documents that the bridge knew before all of these.</summary>
    public long Known { get; set; }

    /// <summary>Which part of those all of these are; 0 where none is known.</summary>
    public double Share { get; set; }

    /// <summary>As many may go within the window; null: the guard is off.</summary>
    public long? Limit { get; set; }

    /// <summary>Whether the guard would hold the deletes, or does.</summary>
    public bool Held { get; set; }

    /// <summary>The id of the block that stands; null: there is none yet.</summary>
    public string? Block { get; set; }

    /// <param name="settings">The guard's.</param>
    /// <param name="record">What the bridge has kept; an empty one where nothing.</param>
    /// <param name="deletes">Planned ones.</param>
    /// <param name="entries">Documents that the ledger knows.</param>
    /// <param name="now">UTC.</param>
    public static MassDeleteForecast Of(MassDeleteGuardSettings settings, MassDeleteRecord record, long deletes, long entries, DateTimeOffset now)
    {
        var limit = new DeleteLimit(settings);
        var before = record.Deletes.Where(d => now - d.At <= settings.Window).Sum(d => d.Count);
        var known = entries + before;
        return new MassDeleteForecast
        {
            Collection = record.Collection,
            Side = DeadLetterStore.SideText(record.Lacking),
            Deletes = deletes,
            DeletedBefore = before,
            Known = known,
            Share = known == 0 ? 0 : Math.Round((double)(deletes + before) / known, 4),
            Limit = limit.IsOn ? (long)limit.Of(known) : null,
            Held = record.Block is not null || limit.IsTooMuch(deletes + before, known),
            Block = record.Block?.Id,
        };
    }
}
