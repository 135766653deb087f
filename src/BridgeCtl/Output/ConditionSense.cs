namespace BridgeCtl.Output;

/// <summary>Which way round the conditions of a bridge are.</summary>
internal static class ConditionSense
{
    /// <summary>All others tell, where they are true, that something is wrong; also those of a newer bridge.</summary>
    private static readonly string[] WellWhenTrue = ["Ready", "Live", "Synchronizing", "MongoDBConnected", "BigPeerConnected", "CollectionsServed"];

    public static bool IsWell(string type, bool isTrue) => isTrue == WellWhenTrue.Contains(type);
}
