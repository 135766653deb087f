using System.Text;
using System.Text.Json;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;

namespace BridgeRuntime.MassDeletes;

/// <summary>What people do with held deletes: look at them, and let them go.</summary>
internal sealed class MassDeleteDesk(MassDeleteGate gate, MissingDocuments missing, TimeProvider time)
{
    public const int MostPerPage = 1000;

    /// <summary>Pages of the ledger that one call looks through, so that it ends where little is lacking.</summary>
    private const int MostPages = 20;

    /// <summary>How long a release waits until all that it covers is noted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public MassDeleteList Blocks => new([.. gate.Sides.Select(s => (s.Collection, Report: ReportOf(s))).Where(s => s.Report is not null).Select(s => new MassDeleteListing(s.Collection, s.Report!))]);

    public bool Serves(string collection) => gate.Find(collection, Side.Mongo) is not null;

    /// <summary>What would be deleted as things stand, whether it is held or not.</summary>
    public async Task<MassDeletePage> ListAsync(string collection, Side lacking, DittoId? after, int limit, CancellationToken cancellation)
    {
        var ids = new List<DittoId>();
        DittoId? last = null;
        var (pages, isAll) = (0, true);
        await foreach (var (page, end) in missing.PagesAsync(collection, lacking, after, cancellation))
        {
            var deletes = (await missing.DeletesAsync(collection, page, lacking, cancellation)).ToHashSet();
            // In the order of the ledger, so that the list can go on in the middle of a page.
            var found = page.Where(e => deletes.Contains(e.Id)).Select(e => e.Id).ToList();
            var room = limit - ids.Count;
            ids.AddRange(found.Take(room));
            last = found.Count > room ? ids[^1] : end;
            isAll = found.Count <= room;
            if (ids.Count < limit && ++pages < MostPages) continue;
            isAll = false;
            break;
        }
        var side = DeadLetterStore.SideText(lacking);
        return new MassDeletePage(collection, side, ReportOf(gate.Find(collection, lacking)!), [.. ids.Select(ToJson)], isAll ? null : TokenOf(last!.Value));
    }

    /// <summary>Lets a block go. What is lacking now is deleted, later deletes are counted anew.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="lacking">Where the documents are lacking; null: there is one block only.</param>
    /// <param name="id">The block's; null: whichever there is.</param>
    /// <param name="cancellation">Ends the wait, not the release.</param>
    /// <returns>The release, or why there is none.</returns>
    public async Task<(MassDeleteReleased? Released, string Problem)> ReleaseAsync(string collection, Side? lacking, string? id, CancellationToken cancellation)
    {
        var blocked = gate.Sides.Where(s => s.Collection == collection && (lacking is null || s.Lacking == lacking) && s.Block is { } b && (id is null || b.Id == id)).ToList();
        if (blocked.Count > 1) return (null, "both sides lack documents: say with 'side' whose lack is meant, mongodb or bigPeer");
        if (blocked is not [var guarded] || guarded.Block is not { } block) return (null, id is null ? "nothing is held back there" : $"no block with the id '{id}' is there; it has ended, or another has begun");
        var started = time.GetTimestamp();
        // One at a time; an earlier one that is about to end is waited for.
        while (guarded.Release is { } earlier && earlier.Id != block.Id && time.GetElapsedTime(started) < Patience) await Task.Delay(PollInterval, time, cancellation);
        var isNew = await gate.ChangeAsync(guarded, g => g.Block?.Id == block.Id && g.Release is null ? g.Record with { Release = new MassDeleteRelease(block.Id, IsMarked: false) } : null, cancellation);
        if (!isNew && guarded.Release?.Id != block.Id) return (null, "an earlier release there has not ended yet; try again when it has");
        while (guarded.Release is { IsMarked: false } && time.GetElapsedTime(started) < Patience) await Task.Delay(PollInterval, time, cancellation);
        return (new MassDeleteReleased(collection, DeadLetterStore.SideText(guarded.Lacking), block.Id, guarded.Release is null or { IsMarked: true }), "");
    }

    /// <summary>False for a text that no list gave.</summary>
    public static bool TryReadToken(string text, out DittoId after)
    {
        after = default;
        if (text.Length > 4096 || !System.Buffers.Text.Base64Url.IsValid(text)) return false;
        try
        {
            after = new DittoId(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text)));
            using var parsed = JsonDocument.Parse(after.Json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static MassDeleteReport? ReportOf(GuardedSide guarded) =>
        guarded.Block is { } block ? new MassDeleteReport(DeadLetterStore.SideText(guarded.Lacking), block.Id, block.Since, guarded.Missing, guarded.Release is not null) : null;

    private static JsonElement ToJson(DittoId id)
    {
        using var parsed = JsonDocument.Parse(id.Json);
        return parsed.RootElement.Clone();
    }

    private static string TokenOf(DittoId id) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id.Json));
}
