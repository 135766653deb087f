namespace BridgeRuntime.Status;

/// <summary>The fields of one collection that stay in MongoDB because Ditto cannot hold them, as often as they were met.</summary>
/// <param name="Paths">Path by path, the most frequent first.</param>
/// <param name="OtherPaths">Fields met at paths beyond those that are told apart.</param>
internal sealed record NotCarriedReport(IReadOnlyList<NotCarriedPathReport> Paths, long OtherPaths);
