using MongoC.Bson;
using MongoStandIn.Commands;
using MongoStandIn.Sessions;
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

    /// <summary>The transaction that it is part of; null for what happened by itself.</summary>
    public RetryKey? Transaction { get; set; }

    /// <summary>Its place in its transaction.</summary>
    public int Operation { get; set; }

    /// <summary>The collection; empty for what happens to databases.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The <c>_id</c> of the document; missing for what happens to collections.</summary>
    public RawValue Id { get; init; }

    /// <summary>The whole document after an insert or a replacement.</summary>
    public byte[]? Document { get; init; }

    /// <summary>The <c>updateDescription</c> of an update.</summary>
    public byte[]? Changes { get; init; }

    /// <summary>The document before it, where the collection keeps images.</summary>
    public byte[]? Before { get; init; }

    /// <summary>The document after an update, where the collection keeps images.</summary>
    public byte[]? After { get; init; }

    /// <summary>What a rename makes of the name.</summary>
    public Namespace? RenamedTo { get; init; }

    /// <summary>The collection that a rename took the place of.</summary>
    public Guid? Replaced { get; init; }

    /// <summary>What a collection was created with.</summary>
    public CollectionOptions? Options { get; init; }

    /// <summary>The indexes that were made or dropped.</summary>
    public IReadOnlyList<IndexSpec> Indexes { get; init; } = [];

    /// <summary>What collMod changed, as it was asked for, and the options before.</summary>
    public (byte[] Changes, CollectionOptions Before)? Modification { get; init; }

    /// <summary>What an entry that changes nothing says.</summary>
    public string Message { get; init; } = "";

    public int Size => Overhead + Id.Bytes.Length + (Document?.Length ?? 0) + (Changes?.Length ?? 0) + (Before?.Length ?? 0) + (After?.Length ?? 0);

    public static OplogEntry OfCreate(DocumentCollection collection) => new(OplogKind.Create, collection.Namespace) { Uuid = collection.Uuid, Options = collection.Options };
}
