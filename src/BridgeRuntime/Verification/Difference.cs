using System.Text;
using System.Text.Json;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;

namespace BridgeRuntime.Verification;

/// <summary>A key on which the sides differ, and what the bridge would do. It names fields, never values; the id is one.</summary>
internal sealed record Difference
{
    /// <summary>More paths than these say no more to a person.</summary>
    private const int MostPaths = 20;

    public string Collection { get; set; } = "";

    /// <summary>The Ditto id.</summary>
    public JsonElement Id { get; set; }

    /// <summary><c>onlyInMongoDB</c>, <c>onlyInBigPeer</c> or <c>differs</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What the bridge would do, such as <c>createInBigPeer</c> or <c>merge</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>Paths that MongoDB would take from the Big Peer, the first 20.</summary>
    public IReadOnlyList<string>? MongodbTakes { get; set; }

    /// <summary>Paths that the Big Peer would take from MongoDB, the first 20.</summary>
    public IReadOnlyList<string>? BigPeerTakes { get; set; }

    /// <summary>Paths that both sides changed, decided by the conflict policy.</summary>
    public int Conflicts { get; set; }

    /// <summary>The key of it.</summary>
    public DocumentKey Key() => new(Collection, CanonicalId.Read(Encoding.UTF8.GetBytes(Id.GetRawText())));

    /// <summary>As <see cref="Key"/>, for an id that came from outside; false where it is none.</summary>
    public static bool TryKey(Difference difference, out DocumentKey key)
    {
        key = default;
        try
        {
            // Ditto takes neither null nor a fraction as an id, and none longer than its limit.
            if (difference.Id.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (difference.Id.ValueKind == JsonValueKind.Number && !difference.Id.TryGetInt64(out _))) return false;
            key = difference.Key();
            return DittoLimits.SizeOfId(key.Id) <= DittoLimits.IdBytes;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return false;
        }
    }

    public static Difference Of(PlannedKey planned, FindingKind kind)
    {
        var plan = planned.Plan;
        var sent = plan.SetInBigPeer.Order().Select(i => planned.Mongo!.State.PathOf(i)).Concat(plan.UnsetInBigPeer).Concat(plan.CountInBigPeer.Select(c => c.Path)).Concat(plan.PruneInBigPeer);
        return new Difference
        {
            Collection = planned.Key.Collection,
            Id = Json(planned.Key.Id),
            Kind = JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()),
            Action = JsonNamingPolicy.CamelCase.ConvertName(plan.Kind.ToString()),
            MongodbTakes = Texts(plan.SetInMongo.Select(s => s.Path).Concat(plan.UnsetInMongo)),
            BigPeerTakes = Texts(sent),
            Conflicts = plan.Conflicts,
        };
    }

    /// <summary>A Ditto id as JSON.</summary>
    public static JsonElement Json(DittoId id)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(id.Json), DocumentStateReader.ReaderOptions);
        return JsonElement.ParseValue(ref reader);
    }

    private static List<string>? Texts(IEnumerable<FieldPath> paths)
    {
        var texts = paths.Select(p => p.ToString()).Distinct().Take(MostPaths).ToList();
        return texts.Count == 0 ? null : texts;
    }
}
