namespace MongoStandIn.ChangeStreams;

/// <summary>The <c>operationType</c> of what happened.</summary>
internal static class EventNames
{
    public static string Of(OplogKind kind) => kind switch
    {
        OplogKind.Insert => "insert",
        OplogKind.Update => "update",
        OplogKind.Replace => "replace",
        OplogKind.Delete => "delete",
        OplogKind.Drop => "drop",
        OplogKind.DropDatabase => "dropDatabase",
        OplogKind.Rename => "rename",
        OplogKind.Create => "create",
        OplogKind.CreateIndexes => "createIndexes",
        OplogKind.DropIndexes => "dropIndexes",
        OplogKind.Modify => "modify",
        _ => throw new InvalidOperationException($"{kind} is no change event."),
    };
}
