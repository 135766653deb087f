using System.Text;
using BridgeModel;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.Tests.Documents;

/// <summary>One input of the planner in texts: the ledger (B) and the Big Peer (D) as JSON of Ditto, MongoDB (M) as Extended JSON, each without its id. Null: gone.</summary>
internal sealed record PlanCase
{
    public const long LedgerVersion = 7;

    public ConflictPolicy Policy { get; init; } = ConflictPolicy.MongoDB;

    public bool Strict { get; init; }

    public bool Ejson { get; init; }

    public IReadOnlyList<string> Fields { get; init; } = ["_id"];

    /// <summary>Dotted paths.</summary>
    public IReadOnlyList<string> Counters { get; init; } = [];

    /// <summary>Paths of counters at which the Big Peer has something else, such as a plain number.</summary>
    public IReadOnlyList<string> Plain { get; init; } = [];

    public DittoId Id { get; init; } = new("\"k\"");

    public string? B { get; init; }

    public string? M { get; init; }

    public string? D { get; init; }

    public bool IsBigPeerRead { get; init; } = true;

    public bool IsBigPeerHinted { get; init; } = true;

    public bool IsBaseline { get; init; }

    public HintSides Hints { get; init; } = HintSides.Mongo | HintSides.BigPeer;

    /// <summary>Open intents as documents of values about to be written; a path that was about to be removed is named by <see cref="RemovingFromMongo"/> and its like.</summary>
    public string? WritingToMongo { get; init; }

    public string? WritingToBigPeer { get; init; }

    /// <summary>A document that was about to be written there as a whole.</summary>
    public string? RewritingAtBigPeer { get; init; }

    public IReadOnlyList<string> RemovingFromMongo { get; init; } = [];

    public IReadOnlyList<string> RemovingFromBigPeer { get; init; } = [];

    /// <summary>Values that the bridge was about to replace on either side, as a document.</summary>
    public string? OverrulingInMongo { get; init; }

    public string? OverrulingAtBigPeer { get; init; }

    /// <summary>Where the bridge was about to delete the document.</summary>
    public HintSides Deleting { get; init; }

    /// <summary>Paths that the Big Peer hides.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    public CollectionSettings Settings => new("cars", new CollectionSpec
    {
        Fields = Fields,
        DqlStrictMode = Strict,
        Mode = Ejson ? CollectionMode.Ejson : CollectionMode.Native,
        DittoTypes = new DittoTypesSpec { SettableCounters = Counters },
    }, Policy);

    public DocumentState State(string members) => Settings.StateReader.Read(Encoding.UTF8.GetBytes(WithId(members, Id.Json)));

    /// <summary>The Big Peer's document, with its counters known.</summary>
    public DocumentState BigPeerState(string members)
    {
        var state = State(members);
        var held = Counters.Except(Plain).Select(c => new FieldPath(c.Split('.')).Hash).Where(h => state.IndexOf(h) >= 0);
        return Settings.StateReader.Read(state.Json, held.ToDictionary(h => h, h => long.Parse(state.ValueJson(state.IndexOf(h)), System.Globalization.CultureInfo.InvariantCulture)));
    }

    public MongoDocument? Mongo => M is null ? null : new DocumentConverter(Settings).Read(Bsons.Parse(WithId(M, Fields is ["_id"] ? Id.Json : "\"m\"")), Id);

    public ReconcilePlan Plan() => ReconcilePlanner.Plan(Input());

    /// <summary>The plan as text, such as <c>Merge; M sets a=1; D sets b, unsets o.c; conflicts 1</c>.</summary>
    public string Planned()
    {
        var plan = Plan();
        var mongo = Parts(("sets", plan.SetInMongo.Select(s => $"{s.Path}={Encoding.UTF8.GetString(s.Json.Span)}")), ("unsets", plan.UnsetInMongo.Select(p => p.ToString())));
        var bigPeer = Parts(
            ("sets", plan.SetInBigPeer.Select(i => $"{Mongo!.State.PathOf(i)}={Encoding.UTF8.GetString(Mongo!.State.ValueJson(i))}")),
            ("unsets", plan.UnsetInBigPeer.Select(p => p.ToString())),
            ("counts", plan.CountInBigPeer.Select(c => $"{c.Path}={c.Value}")),
            ("prunes", plan.PruneInBigPeer.Select(p => p.ToString())));
        return plan.Kind + (mongo.Length > 0 ? $"; M {mongo}" : "") + (bigPeer.Length > 0 ? $"; D {bigPeer}" : "") + (plan.Conflicts > 0 ? $"; conflicts {plan.Conflicts}" : "");
    }

    /// <summary>Whether the ledger would hold exactly the paths of a document.</summary>
    public bool Agrees(string members) => Plan().Agreed is { } agreed && agreed.ToBytes().AsSpan().SequenceEqual(AgreedState.Of(State(members)).ToBytes());

    public PlanInput Input() => new()
    {
        Settings = Settings,
        Ledger = B is null ? null : new LedgerEntry(Id, IsBaseline ? null : Mongo?.Id, AgreedState.Of(State(B)), LedgerVersion, IsBaseline),
        Mongo = Mongo,
        BigPeer = IsBigPeerRead ? BigPeerReading.Of(D is null ? null : BigPeerState(D)) : BigPeerReading.NotRead,
        Intents = Intents(),
        Hints = Hints,
        IsBigPeerHinted = IsBigPeerHinted,
        Hidden = Hidden.Select(h => new FieldPath(h.Split('.')).Hash).ToHashSet(),
    };

    private OpenIntents? Intents()
    {
        var intents = new OpenIntents(B is null ? 0 : LedgerVersion);
        AddAll(HintSides.Mongo, WritingToMongo, RemovingFromMongo);
        AddAll(HintSides.BigPeer, WritingToBigPeer, RemovingFromBigPeer);
        foreach (var leaf in OverrulingInMongo is { } inMongo ? State(inMongo).Leaves : []) intents.Overrule(HintSides.Mongo, leaf.PathHash, leaf.ValueHash);
        foreach (var leaf in OverrulingAtBigPeer is { } atBigPeer ? State(atBigPeer).Leaves : []) intents.Overrule(HintSides.BigPeer, leaf.PathHash, leaf.ValueHash);
        if (RewritingAtBigPeer is not null) intents.AddWhole(HintSides.BigPeer, State(RewritingAtBigPeer));
        intents.Delete(Deleting);
        return intents.IsEmpty ? null : intents;

        void AddAll(HintSides side, string? writing, IReadOnlyList<string> removing)
        {
            if (writing is not null)
            {
                foreach (var leaf in State(writing).Leaves) intents.Add(side, leaf.PathHash, leaf.ValueHash);
            }
            foreach (var path in removing) intents.Add(side, new FieldPath(path.Split('.')).Hash, 0);
        }
    }

    private static string Parts(params (string Verb, IEnumerable<string> Paths)[] parts) =>
        string.Join(", ", parts.Where(p => p.Paths.Any()).Select(p => $"{p.Verb} {string.Join(' ', p.Paths.Order(StringComparer.Ordinal))}"));

    private static string WithId(string members, string id) => members.Length == 2 ? $$"""{"_id":{{id}}}""" : $$"""{"_id":{{id}},{{members[1..]}}""";
}
