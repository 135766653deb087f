using System.Collections.Immutable;

namespace BridgeModel;

/// <summary>A <c>BigPeerDataBridge</c> as a file of manifests has it.</summary>
/// <param name="Name">The resource's name; empty where it has none, which is an error.</param>
/// <param name="Namespace">Its namespace; null where the file names none.</param>
/// <param name="App">The value of the label <see cref="BridgeResourceReader.AppLabel"/>; null where it is missing, which is an error.</param>
/// <param name="Spec">What was read; whole only where there are no errors.</param>
/// <param name="Errors">All errors, with their lines in the file.</param>
public sealed record BridgeManifest(string Name, string? Namespace, string? App, BridgeResourceSpec Spec, ImmutableArray<BridgeError> Errors);
