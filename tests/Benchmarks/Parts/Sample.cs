namespace Benchmarks.Parts;

/// <summary>One run: what came out, and what each part took of one core meanwhile.</summary>
internal sealed record Sample(double Value, IReadOnlyDictionary<string, double> Cpu);
