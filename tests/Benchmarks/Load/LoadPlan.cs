namespace Benchmarks.Load;

/// <summary>What the load generator is to do, a line of JSON on its stdin.</summary>
internal sealed record LoadPlan
{
    /// <summary>Writes a command or statement has; what Ditto's documentation and the bridge itself take.</summary>
    public const int BatchSize = 500;

    public required LoadKind Kind { get; init; }

    public string Uri { get; init; } = "";

    public string Endpoint { get; init; } = "";

    public string ApiKey { get; init; } = "";

    public string Database { get; init; } = "";

    /// <summary>Batches go to one after the other.</summary>
    public required IReadOnlyList<string> Collections { get; init; }

    /// <summary>The number of the first document.</summary>
    public long From { get; init; }

    /// <summary>How many documents; for <see cref="LoadKind.Steady"/> those that exist already and are changed.</summary>
    public required int Documents { get; init; }

    /// <summary>How often <see cref="LoadKind.Update"/> changes each.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>The round of the first change, or of new documents.</summary>
    public int Round { get; init; }

    /// <summary>Of a document.</summary>
    public int Bytes { get; init; } = 1024;

    /// <summary>Changes a second of the kinds that keep to a rate.</summary>
    public int Rate { get; init; }

    /// <summary>How long these go on.</summary>
    public int Seconds { get; init; }

    /// <summary>Batches in flight.</summary>
    public int Connections { get; init; } = 2;

    public int Changes => Kind is LoadKind.Steady or LoadKind.BigPeerSteady ? Rate * Seconds : Documents * Rounds;
}
