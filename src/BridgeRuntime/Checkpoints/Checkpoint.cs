using System.Collections.Immutable;

namespace BridgeRuntime.Checkpoints;

/// <summary>Where a restart goes on. Everything before these positions is done.</summary>
internal sealed record Checkpoint
{
    /// <summary>The change stream's resume token; null before the first start.</summary>
    public ReadOnlyMemory<byte>? StreamToken { get; init; }

    /// <summary>Everything that happened in MongoDB before is done; null where that was never known.</summary>
    public DateTimeOffset? StreamTime { get; init; }

    /// <summary>A gap in MongoDB's history that is being made good; null where there is none.</summary>
    public LostHistory? Lost { get; init; }

    /// <summary>The collections whose changes the stream has told up to its position; null where no run has noted it.</summary>
    public ImmutableSortedSet<string>? Served { get; init; }

    /// <summary>The highest Big Peer transaction seen.</summary>
    public long Transaction { get; init; }

    /// <summary>Since when a person has it paused; null: it is not.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Collections whose first pass is done: the baseline is taken, or with initial sync both sides have been read once.</summary>
    public ImmutableDictionary<string, CollectionProgress> Collections { get; init; } = ImmutableDictionary<string, CollectionProgress>.Empty;

    public CollectionProgress Of(string collection) => Collections.GetValueOrDefault(collection) ?? CollectionProgress.None;

    public Checkpoint With(string collection, Func<CollectionProgress, CollectionProgress> change) =>
        this with { Collections = Collections.SetItem(collection, change(Of(collection))) };
}
