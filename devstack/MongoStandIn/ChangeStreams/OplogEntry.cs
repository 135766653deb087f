using MongoC.Bson;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>One thing that happened. Time and wall time are given by the oplog when it is appended.</summary>
internal sealed class OplogEntry(OplogKind kind, Namespace ns)
{
    // What an entry costs beside its documents: the object, its strings' references and the slot.
    private const int Overhead = 160;

    public OplogKind Kind { get; } = kind;
    public Namespace Namespace { get; } = ns;
    public BsonTimestamp Time { get; set; }
    public long WallMilliseconds { get; set; }

    /// <summary>The <c>_id</c> of the document; missing for what happens to collections.</summary>
    public RawValue Id { get; init; }

    /// <summary>The whole document after an insert or a replacement.</summary>
    public byte[]? Document { get; init; }

    /// <summary>The <c>updateDescription</c> of an update.</summary>
    public byte[]? Changes { get; init; }

    /// <summary>What an entry that changes nothing says.</summary>
    public string Message { get; init; } = "";

    public int Size => Overhead + Id.Bytes.Length + (Document?.Length ?? 0) + (Changes?.Length ?? 0);
}
