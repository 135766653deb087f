using System.Text.Json;

namespace TestKit;

/// <summary>What the Big Peer said to one statement.</summary>
/// <param name="TransactionId">The commit of a mutation; the highest commit for a read.</param>
/// <param name="Items">The documents, if any.</param>
/// <param name="MutatedDocumentIds">The ids of the documents that were written.</param>
public sealed record BigPeerAnswer(long TransactionId, IReadOnlyList<JsonElement> Items, IReadOnlyList<JsonElement> MutatedDocumentIds);
