namespace Faults.Tests.Injection;

/// <summary>One fault of a schedule.</summary>
/// <param name="At">Since the beginning.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Duration">How long; of a kill: how long no process runs.</param>
/// <param name="Victim">Which bridge, where it is one's.</param>
/// <param name="Strength">Between 0 and 1: how much, whatever that is.</param>
internal sealed record ScheduledFault(TimeSpan At, FaultKind Kind, TimeSpan Duration, int Victim, double Strength);
