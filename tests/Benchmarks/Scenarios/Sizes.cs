namespace Benchmarks.Scenarios;

/// <summary>How much is done of everything. Rates compare only between runs of the same sizes.</summary>
internal sealed record Sizes
{
    /// <summary>Under which name figures are accepted.</summary>
    public required string Name { get; init; }

    /// <summary>How often everything is measured, unless a figure says otherwise.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Documents a run inserts or changes.</summary>
    public required int Stream { get; init; }

    /// <summary>Documents that warm a fresh process up.</summary>
    public required int WarmUp { get; init; }

    /// <summary>Rounds of changes of 100 documents.</summary>
    public required int HotRounds { get; init; }

    /// <summary>Documents a run brings from the Big Peer.</summary>
    public required int Back { get; init; }

    /// <summary>Documents of a snapshot, and of a verification.</summary>
    public required int Standing { get; init; }

    public required int SteadyRate { get; init; }

    public required int SteadySeconds { get; init; }

    public required int IdleSeconds { get; init; }

    /// <summary>Documents after which the growth of cost is read, rising.</summary>
    public required IReadOnlyList<int> Growth { get; init; }

    public required IReadOnlyList<int> Collections { get; init; }

    public required IReadOnlyList<int> Workers { get; init; }

    /// <summary>Sizes of converted documents, in bytes.</summary>
    public IReadOnlyList<int> Conversion { get; init; } = [250, 1024, 20 * 1024, 250 * 1024];

    /// <summary>How long BenchmarkDotNet takes one measurement, of which there are nine.</summary>
    public required int ConversionMilliseconds { get; init; }

    public static Sizes Full { get; } = new()
    {
        Name = "full",
        Stream = 40_000,
        WarmUp = 20_000,
        HotRounds = 400,
        Back = 20_000,
        Standing = 200_000,
        SteadyRate = 1000,
        SteadySeconds = 10,
        IdleSeconds = 20,
        Growth = [10_000, 30_000, 100_000, 300_000, 1_000_000],
        Collections = [1, 4, 16, 64],
        Workers = [1, 2, 4, 8],
        ConversionMilliseconds = 250,
    };

    /// <summary>For a look within two minutes, at streams, start-up and conversion.</summary>
    public static Sizes Quick { get; } = Full with { Name = "quick", Stream = 6_000, WarmUp = 2_000, HotRounds = 60, Back = 3_000, ConversionMilliseconds = 60 };

    /// <summary>Shows that everything works, and nothing else.</summary>
    public static Sizes Tiny { get; } = new()
    {
        Name = "tiny",
        Runs = 1,
        Stream = 300,
        WarmUp = 100,
        HotRounds = 5,
        Back = 200,
        Standing = 400,
        SteadyRate = 200,
        SteadySeconds = 1,
        IdleSeconds = 1,
        Growth = [200, 400],
        Collections = [1, 2],
        Workers = [1, 2],
        ConversionMilliseconds = 20,
        Conversion = [250, 1024],
    };
}
