using Benchmarks.Sink;

namespace Benchmarks.Load;

/// <summary>What the load generator says in the end.</summary>
/// <param name="Changes">That were taken.</param>
/// <param name="Seconds">Until the last was.</param>
/// <param name="Delays">Of <see cref="LoadKind.BigPeerSteady"/>: from the write to its sight in MongoDB.</param>
internal sealed record LoadResult(long Changes, double Seconds, Delays? Delays);
