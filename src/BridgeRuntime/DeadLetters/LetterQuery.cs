using System.Globalization;
using BridgeRuntime.Documents;

namespace BridgeRuntime.DeadLetters;

/// <summary>Which letters a call asks for, and from where on.</summary>
internal readonly record struct LetterQuery(DeadLetterFilter Filter, ReadOnlyMemory<byte> After, int? Limit)
{
    private static readonly string[] Filters = ["collection", "reason", "side", "continue"];

    /// <summary>Reads the members of a query string or of a body.</summary>
    /// <param name="values">Name and text.</param>
    /// <param name="query">What they mean.</param>
    /// <param name="more">Members that this call has beside collection, reason, side and continue.</param>
    /// <returns>What is wrong with them; null: nothing.</returns>
    public static string? Read(IReadOnlyDictionary<string, string> values, out LetterQuery query, params IReadOnlyList<string> more)
    {
        query = default;
        if (values.Keys.FirstOrDefault(k => !Filters.Contains(k) && !more.Contains(k)) is { } unknown) return $"'{unknown}' is not known here; known are {string.Join(", ", Filters.Concat(more))}";
        var filter = new DeadLetterFilter { Collection = values.GetValueOrDefault("collection") };
        if (values.TryGetValue("reason", out var reason))
        {
            if (!Enum.GetNames<DeadLetterReason>().Contains(reason)) return $"'reason' must be one of {string.Join(", ", Enum.GetNames<DeadLetterReason>())}";
            filter = filter with { Reason = Enum.Parse<DeadLetterReason>(reason) };
        }
        if (values.TryGetValue("side", out var side))
        {
            if (side is not ("mongodb" or "bigPeer")) return "'side' must be mongodb or bigPeer: where the document stands";
            filter = filter with { Side = side == "mongodb" ? Side.Mongo : Side.BigPeer };
        }
        if (values.TryGetValue("discarded", out var discarded))
        {
            if (discarded is not ("true" or "false")) return "'discarded' must be true or false";
            filter = filter with { Discarded = discarded == "true" };
        }
        int? limit = null;
        if (values.TryGetValue("limit", out var text))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > DeadLetterDesk.MostPerCall) return $"'limit' must be between 1 and {DeadLetterDesk.MostPerCall}";
            limit = number;
        }
        ReadOnlyMemory<byte> after = default;
        if (values.TryGetValue("continue", out var token) && !ContinuationToken.TryRead(token, out after)) return "'continue' must be what the answer before gave";
        query = new LetterQuery(filter, after, limit);
        return null;
    }
}
