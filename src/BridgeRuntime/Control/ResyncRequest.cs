using BridgeModel.Filters;
using BridgeRuntime.Documents;
using BridgeRuntime.Filters;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Control;

/// <summary>What is to be looked at again; the body of <c>POST /control/resync</c>.</summary>
internal sealed record ResyncRequest
{
    /// <summary>How many keys one call may name.</summary>
    public const int MostKeys = 500;

    /// <summary>One collection; null: all.</summary>
    public string? Collection { get; set; }

    /// <summary>Only documents that match this condition, in the words of the query language, on one side or the other.</summary>
    public string? Filter { get; set; }

    /// <summary>With <c>initialSync: false</c>, also what was left as it was found.</summary>
    public bool IncludeUntouched { get; set; }

    /// <summary>Only these keys; nothing else may be given with them.</summary>
    public IReadOnlyList<Difference>? Keys { get; set; }

    public DocumentFilter? FilterOf(string collection) => Filter is null ? null : new DocumentFilter(Filter, collection);

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Problem(IReadOnlyCollection<string> served)
    {
        if (Collection is { } name && !served.Contains(name)) return $"collection '{name}' is not one of this bridge; it has {string.Join(", ", served)}";
        if (Keys is { } keys)
        {
            if (Collection is not null || Filter is not null || IncludeUntouched) return "'keys' stand alone: leave collection, filter and includeUntouched out";
            if (keys.Count is < 1 or > MostKeys) return FormattableString.Invariant($"'keys' must be between 1 and {MostKeys}");
            if (keys.FirstOrDefault(k => !served.Contains(k.Collection)) is { } foreign) return $"collection '{foreign.Collection}' is not one of this bridge; it has {string.Join(", ", served)}";
            if (keys.Any(k => k.Id.ValueKind is System.Text.Json.JsonValueKind.Undefined)) return "each of 'keys' must have a collection and an id";
        }
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
