using System.Text.Json;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Queue;
using BridgeRuntime.Status;

namespace BridgeRuntime.Feeds;

/// <summary>One collection of the Big Peer, compared with the ledger page by page: what differs, and what is missing, is hinted.</summary>
internal sealed class BigPeerPass(
    CollectionSettings collection, BigPeerClient client, IBigPeerDocuments documents, MongoLedger ledger, KeyQueue queue,
    DeadLetterStore letters, CheckpointKeeper checkpoints, MassDeleteGate guard, LedgerVersions versions, BatchSizer sizes, IFeedObserver observer)
{
    private byte[]? _lastChange;    // JSON text of the highest change-field value seen

    public CollectionSettings Collection => collection;

    /// <summary>Is told of each step of a pass.</summary>
    public Action Moved { get; set; } = static () => { };

    /// <summary>Is told when a pass over every document has hinted all that differs.</summary>
    public Action Hinted { get; set; } = static () => { };

    /// <summary>Whether the collection has a field that grows with every change.</summary>
    public bool CanNarrow => collection.Spec.ChangeField is not null && _lastChange is not null;

    /// <summary>Compares every document; also finds what was deleted. The first one takes the baseline where there is no initial sync.</summary>
    /// <param name="isThorough">
    /// Whether the whole ledger is looked through for what is missing, even where the numbers say that nothing is, and whether counters are looked at for what
    /// they are.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunFullAsync(bool isThorough, CancellationToken cancellation)
    {
        var isFirst = !checkpoints.Current.Of(collection.Name).BigPeerRead;
        var isBaseline = isFirst && !collection.Spec.InitialSync;
        if (collection.Spec.ChangeField is { } field) _lastChange = await HighestChangeAsync(field, cancellation) ?? _lastChange;

        var positions = new PositionTracker<bool>(_ =>
        {
            // Only the first pass is news to the checkpoint; an update would be saved.
            if (isFirst) checkpoints.Update(c => c.With(collection.Name, p => p with { BigPeerRead = true }));
        });
        var mark = positions.Begin(true);
        // What the ledger recorded before the list is made was written before, and must be on it.
        var (before, recorded) = (versions.Last, await ledger.CountAsync(collection.Name, cancellation));
        var look = guard.BeginLook(collection.Name, Side.BigPeer);
        // One consistent list: paging by _id would lose ids of other types (seen on the engine).
        var ids = (await client.QueryAsync(collection.IsStrict, $"SELECT _id FROM {DqlName.Quote(collection.Name)}", arguments: null, cancellation)).Items;
        long known = 0;
        for (var at = 0; at < ids.Count;)
        {
            var page = ids.Skip(at).Take(sizes.For(collection.Name)).Select(IdOf).ToList();
            known += await CompareAsync(page, isThorough, before, isBaseline, mark, cancellation);
            at += page.Count;
            Waiting();
        }
        if (!isBaseline && (isThorough || recorded is null || recorded > known)) await HintMissingAsync(ids, before, look, mark, cancellation);
        else await guard.ObservedAsync(look, found: 0, cancellation);
        await HintParkedAsync(ids, mark, cancellation);
        mark.Complete();
        Hinted();
        observer.BigPeerPassed(collection.Name, BigPeerPassKind.Full);
    }

    /// <summary>Compares only documents whose change field is not older than the newest seen. Deletes wait for the next full pass.</summary>
    public async Task RunNarrowAsync(CancellationToken cancellation)
    {
        var field = DqlName.Quote(collection.Spec.ChangeField!);
        var statement = $"SELECT * FROM {DqlName.Quote(collection.Name)} WHERE {field} >= :last ORDER BY {field} LIMIT ";
        for (var limit = sizes.For(collection.Name); ;)
        {
            var last = _lastChange!;
            var answer = await client.QueryAsync(collection.IsStrict, statement + limit.ToString(System.Globalization.CultureInfo.InvariantCulture), w =>
            {
                w.WritePropertyName("last"u8);
                w.WriteRawValue(last, skipInputValidation: true);
            }, cancellation);
            var states = answer.Items.Select(i => collection.StateReader.Read(i)).ToList();
            var entries = await ledger.FindAsync(collection.Name, [.. states.Select(s => CanonicalId.Read(s.IdJson.Span))], cancellation);
            await CompareAsync(states, entries, BigPeerPassKind.Changed, before: 0, isBaseline: false, mark: null, cancellation);
            Waiting();
            if (answer.Items.Count > 0) _lastChange = ChangeOf(collection.StateReader.Read(answer.Items[^1])) ?? last;
            if (answer.Items.Count < limit) break;
            // A whole page of one and the same value: only a larger page gets past it.
            if (_lastChange.AsSpan().SequenceEqual(last)) limit *= 2;
        }
        observer.BigPeerPassed(collection.Name, BigPeerPassKind.Changed);
    }

    private void Waiting()
    {
        Moved();
        observer.Tick(LoopName.Poll);
    }

    /// <returns>How many of the documents are there that the ledger knows and has not touched since <paramref name="before"/>.</returns>
    private async Task<int> CompareAsync(IReadOnlyList<DittoId> ids, bool isThorough, long before, bool isBaseline, FeedMark mark, CancellationToken cancellation)
    {
        var entries = await ledger.FindAsync(collection.Name, ids, cancellation);
        var toRead = new List<DittoId>(ids.Count);
        foreach (var id in ids)
        {
            // What the ledger does not know differs from it, whatever it is; the reconciler reads it anyway.
            if (isBaseline || entries.ContainsKey(id) || letters.IsParked(new DocumentKey(collection.Name, id)) || collection.Identity.Mismatch(id) is not null) toRead.Add(id);
            else await HintAsync(id, mark, cancellation);
        }
        if (toRead.Count == 0) return 0;
        // A plain number that took a counter's place and has its very value changes nothing; a thorough pass finds it.
        var found = isThorough ? await documents.FindAsync(collection, toRead, cancellation) : await documents.FindNewestAsync(collection, toRead, cancellation);
        if (found.Count < toRead.Count) await ParkUnfindableAsync([.. toRead.Where(id => !found.ContainsKey(id))], cancellation);
        return await CompareAsync([.. found.Values], entries, BigPeerPassKind.Full, before, isBaseline, mark, cancellation);
    }

    /// <summary>
    /// A document whose <c>_id</c> has a null in it is listed, and no query by its id finds it (seen on the engine): the reconciler would never see it. One that was deleted since the list
    /// was made is found to be gone by the next pass.
    /// </summary>
    private async Task ParkUnfindableAsync(IReadOnlyList<DittoId> ids, CancellationToken cancellation)
    {
        var unfindable = new List<DeadLetter>();
        foreach (var id in ids)
        {
            if (letters.IsParked(new DocumentKey(collection.Name, id)) || collection.Identity.Mismatch(id) is not { } mismatch) continue;
            unfindable.Add(new DeadLetter(Side.BigPeer, collection.Name, id, MongoId: null, DeadLetterReason.IdentityMismatch, mismatch) { State = HashOf(id) });
        }
        await letters.PutAsync(unfindable, cancellation);
    }

    private async Task<int> CompareAsync(
        IReadOnlyList<DocumentState> states, IReadOnlyDictionary<DittoId, LedgerEntry> entries, BigPeerPassKind kind, long before, bool isBaseline, FeedMark? mark, CancellationToken cancellation)
    {
        if (states.Count == 0) return 0;
        observer.BigPeerRead(collection.Name, kind, states.Count);
        sizes.Learn(collection.Name, states.Count, states.Sum(s => (long)s.Json.Length));
        var (baseline, known) = (new List<LedgerEntry>(), 0);
        foreach (var state in states)
        {
            var id = CanonicalId.Read(state.IdJson.Span);
            var entry = entries.GetValueOrDefault(id);
            if (entry is not null && entry.Version <= before) known++;
            if (entry is not null && entry.Matches(state)) continue;
            if (entry is null && isBaseline) baseline.Add(new LedgerEntry(id, MongoId: null, AgreedState.Of(state), versions.Next(), IsBaseline: true));
            else if (!letters.IsParked(new DocumentKey(collection.Name, id), state)) await HintAsync(id, mark, cancellation);
        }
        if (baseline.Count > 0) await ledger.RecordAsync(collection.Name, baseline, [], cancellation);
        return known;
    }

    private ValueTask HintAsync(DittoId id, FeedMark? mark, CancellationToken cancellation) =>
        queue.EnqueueAsync(new Hint(new DocumentKey(collection.Name, id), HintSides.BigPeer), Lane.Live, mark, Waiting, cancellation);

    /// <summary>What the ledger knows and the Big Peer no longer has was deleted there, unless it is so much that a person must look first.</summary>
    private async Task HintMissingAsync(IReadOnlyList<ReadOnlyMemory<byte>> ids, long before, MassDeleteLook look, FeedMark mark, CancellationToken cancellation)
    {
        var there = ids.Select(i => HashOf(IdOf(i))).ToHashSet();
        var missing = new List<DittoId>();
        var gone = 0L;
        await foreach (var entry in ledger.ScanAsync(collection.Name, cancellation))
        {
            Moved();
            if (there.Contains(HashOf(entry.Id))) continue;
            // One recorded since the list was made is most likely new and there; the reconciler looks. It is no sign of a mass delete, nor is one that left the filter.
            missing.Add(entry.Id);
            if (entry.Version <= before && !entry.IsLeaving && !guard.IsReleased(collection.Name, Side.BigPeer, entry)) gone++;
        }
        // The guard holds their deletes in any case; there is no use in reading them all.
        if (await guard.ObservedAsync(look, gone, cancellation)) return;
        foreach (var id in missing) await HintAsync(id, mark, cancellation);
    }

    /// <summary>What was parked here and is gone has nothing to wait for any more; the ledger may never have known it.</summary>
    private async Task HintParkedAsync(IReadOnlyList<ReadOnlyMemory<byte>> ids, FeedMark mark, CancellationToken cancellation)
    {
        var parked = letters.ParkedAtBigPeer(collection.Name);
        if (parked.Count == 0) return;
        var there = ids.Select(i => HashOf(IdOf(i))).ToHashSet();
        foreach (var id in parked.Where(p => !there.Contains(HashOf(p)))) await queue.EnqueueAsync(new Hint(new DocumentKey(collection.Name, id), HintSides.Recheck), Lane.Live, mark, Waiting, cancellation);
    }

    private static ulong HashOf(DittoId id) => StableHash.Of(System.Text.Encoding.UTF8.GetBytes(id.Json));

    private async Task<byte[]?> HighestChangeAsync(string field, CancellationToken cancellation)
    {
        var quoted = DqlName.Quote(field);
        var answer = await client.QueryAsync(collection.IsStrict, $"SELECT * FROM {DqlName.Quote(collection.Name)} ORDER BY {quoted} DESC LIMIT 1", arguments: null, cancellation);
        return answer.Items.Count == 0 ? null : ChangeOf(collection.StateReader.Read(answer.Items[0]));
    }

    private byte[]? ChangeOf(DocumentState state)
    {
        var json = state.SubtreeJson(new FieldPath(collection.Spec.ChangeField!));
        return json.IsEmpty || json.Span.SequenceEqual("null"u8) ? null : json.ToArray();
    }

    /// <summary>The id in an answer to <c>SELECT _id</c>.</summary>
    internal static DittoId IdOf(ReadOnlyMemory<byte> item)
    {
        var reader = new Utf8JsonReader(item.Span, DocumentStateReader.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("_id"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isId) return CanonicalId.Read(item.Span[start..(int)reader.BytesConsumed]);
        }
        throw new SideException(Side.BigPeer, SideFailure.Protocol, "The Big Peer answered SELECT _id with an item that has no _id.");
    }
}
