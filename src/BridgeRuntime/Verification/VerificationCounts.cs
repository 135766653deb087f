namespace BridgeRuntime.Verification;

/// <summary>How many keys of each kind were found, and what applying the plans would write.</summary>
internal sealed record VerificationCounts
{
    /// <summary>All that follow, without those that are neither here nor there.</summary>
    public long Checked { get; set; }

    public long Equal { get; set; }
    public long OnlyInMongoDB { get; set; }
    public long OnlyInBigPeer { get; set; }
    public long Differs { get; set; }
    public long InFlight { get; set; }
    public long Held { get; set; }
    public long Parked { get; set; }
    public long Refused { get; set; }
    public long Untouched { get; set; }
    public long Outside { get; set; }
    public long LedgerOnly { get; set; }

    public long CreatesInMongoDB { get; set; }
    public long CreatesInBigPeer { get; set; }
    public long MergesInMongoDB { get; set; }
    public long MergesInBigPeer { get; set; }
    public long DeletesInMongoDB { get; set; }
    public long DeletesInBigPeer { get; set; }

    /// <summary>Of the differences and the held ones: deletes on the other side because MongoDB lacks the document, as the mass-delete guard counts them.</summary>
    public long LackingInMongoDB { get; set; }

    /// <summary>The same where the Big Peer lacks it.</summary>
    public long LackingInBigPeer { get; set; }

    /// <summary>Paths that both sides changed.</summary>
    public long Conflicts { get; set; }

    /// <summary>Keys on which the sides differ for good.</summary>
    public long Differences() => OnlyInMongoDB + OnlyInBigPeer + Differs;

    public void Add(VerificationCounts other)
    {
        Checked += other.Checked;
        Equal += other.Equal;
        OnlyInMongoDB += other.OnlyInMongoDB;
        OnlyInBigPeer += other.OnlyInBigPeer;
        Differs += other.Differs;
        InFlight += other.InFlight;
        Held += other.Held;
        Parked += other.Parked;
        Refused += other.Refused;
        Untouched += other.Untouched;
        Outside += other.Outside;
        LedgerOnly += other.LedgerOnly;
        CreatesInMongoDB += other.CreatesInMongoDB;
        CreatesInBigPeer += other.CreatesInBigPeer;
        MergesInMongoDB += other.MergesInMongoDB;
        MergesInBigPeer += other.MergesInBigPeer;
        DeletesInMongoDB += other.DeletesInMongoDB;
        DeletesInBigPeer += other.DeletesInBigPeer;
        LackingInMongoDB += other.LackingInMongoDB;
        LackingInBigPeer += other.LackingInBigPeer;
        Conflicts += other.Conflicts;
    }
}
