namespace Benchmarks.Sink;

/// <summary>What a sink has counted.</summary>
/// <param name="Requests">Statements of any kind.</param>
/// <param name="Writes">Documents in the statements that write.</param>
/// <param name="Arrived">Different documents that have come to the awaited round.</param>
/// <param name="Delays">From commit to the answer, of documents that say when they were committed.</param>
internal sealed record SinkFigures(long Requests, long Writes, long Arrived, Delays Delays);
