namespace BridgeRuntime.Status;

/// <summary>One judgement of the bridge, in the form of a Kubernetes condition.</summary>
/// <param name="Type"><c>Ready</c>, <c>Live</c>, <c>Synchronizing</c>, <c>Paused</c>, <c>MongoDBConnected</c>, <c>BigPeerConnected</c>, <c>CollectionsServed</c>, <c>MassDeleteBlocked</c>, <c>DeadLetters</c>, <c>DeadLettersFull</c>, <c>HistoryLost</c>, <c>OplogWindowShort</c>, <c>StreamWedged</c> or <c>PollWedged</c>.</param>
/// <param name="Status"><c>True</c> or <c>False</c>.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">Why, for people; may be empty.</param>
internal sealed record StatusCondition(string Type, string Status, string Reason, string Message)
{
    public static StatusCondition Of(string type, bool status, string reason, string message) =>
        new(type, status ? "True" : "False", reason, message);
}
