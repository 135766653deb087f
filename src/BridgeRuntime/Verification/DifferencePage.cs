namespace BridgeRuntime.Verification;

/// <summary>Some of the differences that a run lists; the answer of <c>GET /control/verification/differences</c>.</summary>
internal sealed record DifferencePage
{
    public IReadOnlyList<Difference> Items { get; set; } = [];

    /// <summary>Gives the next page as <c>?from=</c>; null: there are no more now.</summary>
    public int? Next { get; set; }
}
