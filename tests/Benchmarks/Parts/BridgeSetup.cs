using TestKit;

namespace Benchmarks.Parts;

/// <summary>What a bridge under measurement is told.</summary>
internal sealed record BridgeSetup
{
    /// <summary>The program, as the image has it: compiled ahead of time.</summary>
    public required string Program { get; init; }

    public required string Uri { get; init; }

    public required string Database { get; init; }

    public required IReadOnlyList<string> Collections { get; init; }

    public required string Endpoint { get; init; }

    public string ApiKey { get; init; } = BigPeerServer.Key;

    /// <summary>The default.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>A sink that keeps nothing must never be looked through: everything would be missing.</summary>
    public int FullPassMinutes { get; init; } = 600;
}
