namespace MongoStandIn.Storage;

/// <summary>The tail of a collection that does not exist: there is nothing to follow.</summary>
internal sealed class EmptyTail : Tail
{
    public override bool IsDead => true;

    public override ReadOnlyMemory<byte>? Next() => null;

    public override Task WhenMore() => Task.CompletedTask;
}
