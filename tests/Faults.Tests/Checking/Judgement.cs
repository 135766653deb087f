namespace Faults.Tests.Checking;

/// <summary>What became of an epoch's writes.</summary>
/// <param name="Verdicts">One for each write and path.</param>
/// <param name="Objections">What must not be, a sentence each.</param>
internal sealed record Judgement(IReadOnlyList<WriteVerdict> Verdicts, IReadOnlyList<string> Objections);
