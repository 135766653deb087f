namespace EndToEnd.Tests.Plans;

/// <summary>One row of the plan table: what both sides agreed on, what users did on each, and what both must hold in the end.</summary>
internal sealed record PlanRow(string Name)
{
    /// <summary>The members of the agreed document without <c>_id</c>; null: the bridge does not know it.</summary>
    public string? Agreed { get; init; }

    /// <summary>A MongoDB update; null: none.</summary>
    public string? MongoUpdate { get; init; }

    /// <summary>The members of a document that is new in MongoDB.</summary>
    public string? MongoInsert { get; init; }

    public bool MongoDelete { get; init; }

    /// <summary>SET and UNSET clauses with the value of <c>:v</c>.</summary>
    public IReadOnlyList<(string What, string Value)> BigPeerUpdates { get; init; } = [];

    /// <summary>The members of a document that is new at the Big Peer.</summary>
    public string? BigPeerInsert { get; init; }

    public bool BigPeerDelete { get; init; }

    /// <summary>The members under policy <c>mongodb</c>; null: gone.</summary>
    public string? Expected { get; init; }

    /// <summary>The members under policy <c>bigPeer</c>, where they are others.</summary>
    public string? ExpectedForBigPeer { get; init; }

    /// <summary>Whether under policy <c>bigPeer</c> the document is gone.</summary>
    public bool GoneForBigPeer { get; init; }

    public string Id => $"\"{Name}\"";

    public string Document(string members) => $$"""{"_id":{{Id}},{{members}}}""";

    public string? ExpectedUnder(string policy)
    {
        if (policy == "bigPeer" && GoneForBigPeer) return null;
        var members = policy == "bigPeer" ? ExpectedForBigPeer ?? Expected : Expected;
        return members is null ? null : Document(members);
    }

    public override string ToString() => Name;
}
