namespace BridgeRuntime.BigPeer;

/// <summary>What a statement gave.</summary>
/// <param name="TransactionId">The transaction the statement made, or the newest its view had reached.</param>
/// <param name="Items">The documents, each as JSON text.</param>
/// <param name="MutatedIds">The ids of the documents it wrote, each as JSON text.</param>
internal sealed record BigPeerAnswer(long TransactionId, IReadOnlyList<ReadOnlyMemory<byte>> Items, IReadOnlyList<ReadOnlyMemory<byte>> MutatedIds);
