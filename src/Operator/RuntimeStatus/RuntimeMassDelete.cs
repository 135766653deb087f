namespace Operator.RuntimeStatus;

/// <summary>Held deletes in a runtime's <c>/status</c>.</summary>
internal sealed record RuntimeMassDelete
{
    /// <summary>Where the documents are lacking: <c>mongodb</c> or <c>bigPeer</c>.</summary>
    public string Side { get; set; } = "";

    /// <summary>What a release names.</summary>
    public string Id { get; set; } = "";

    public long Count { get; set; }

    /// <summary>Whether it has been let go, and is about to end.</summary>
    public bool Releasing { get; set; }
}
