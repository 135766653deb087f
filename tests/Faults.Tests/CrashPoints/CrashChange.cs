namespace Faults.Tests.CrashPoints;

/// <summary>What a user does.</summary>
public enum CrashChange
{
    Insert,
    Update,
    Delete,
    Count,
}
