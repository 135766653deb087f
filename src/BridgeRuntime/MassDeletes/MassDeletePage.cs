using System.Text.Json;
using BridgeRuntime.Status;

namespace BridgeRuntime.MassDeletes;

/// <summary>The answer of <c>GET /control/mass-deletes</c> for one collection and side.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Side">Where the documents are lacking: <c>mongodb</c> or <c>bigPeer</c>.</param>
/// <param name="Block">What is held back; null where nothing is.</param>
/// <param name="Ids">Ditto ids of documents that would be deleted on the other side, as things stand. A page may have none although more follow.</param>
/// <param name="Continue">Where the list goes on; null at its end.</param>
internal sealed record MassDeletePage(string Collection, string Side, MassDeleteReport? Block, IReadOnlyList<JsonElement> Ids, string? Continue);
