using BridgeModel.Filters;
using BridgeRuntime.Filters;

namespace BridgeRuntime.Verification;

/// <summary>What is to be verified; the body of <c>POST /control/verification</c>.</summary>
internal sealed record VerificationRequest
{
    /// <summary>Names of collections; null: all.</summary>
    public IReadOnlyList<string>? Collections { get; set; }

    /// <summary>Which share of the keys is looked at, always the same ones; null: all.</summary>
    public double? Sample { get; set; }

    /// <summary>Only documents that match this condition, in the words of the query language, on one side or the other.</summary>
    public string? Filter { get; set; }

    /// <summary>Keys a second at most; null: as fast as it goes.</summary>
    public double? Rate { get; set; }

    /// <summary>How far an earlier run came, as it said itself; null: begin at the start.</summary>
    public IReadOnlyList<CollectionVerification>? Resume { get; set; }

    public bool Names(string collection) => Collections is not { Count: > 0 } names || names.Contains(collection);

    /// <summary>The filter of one collection.</summary>
    public DocumentFilter? FilterOf(string collection) => Filter is null ? null : new DocumentFilter(Filter, collection);

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Problem(IReadOnlyCollection<string> served)
    {
        if (Collections?.FirstOrDefault(c => !served.Contains(c)) is { } unknown) return $"collection '{unknown}' is not one of this bridge; it has {string.Join(", ", served)}";
        if (Sample is not (null or (> 0 and <= 1))) return "'sample' must be a number above 0 and up to 1: the share of the documents to look at";
        if (Rate is not (null or (>= 1 and <= 1_000_000))) return "'rate' must be a number between 1 and 1000000: documents a second";
        if (Resume?.FirstOrDefault(r => !served.Contains(r.Name)) is { } other) return $"the run to go on with had a collection '{other.Name}', which is not one of this bridge";
        if (Resume?.FirstOrDefault(r => r.Position?.IsValid() != true || r.CountsAtPosition is null) is { } broken) return $"the position of collection '{broken.Name}' is not one that a run gave";
        try
        {
            foreach (var collection in served) FilterOf(collection);
            return null;
        }
        catch (FilterParseException e)
        {
            return $"'filter': {e.Message}";
        }
    }
}
