using BridgeRuntime.Status;

namespace BridgeRuntime.MassDeletes;

/// <summary>One block of a list.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Block">What is held back.</param>
internal sealed record MassDeleteListing(string Collection, MassDeleteReport Block);
