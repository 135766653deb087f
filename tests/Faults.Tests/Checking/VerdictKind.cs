namespace Faults.Tests.Checking;

/// <summary>What became of a user's write.</summary>
internal enum VerdictKind
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>A later write of the same side took its place.</summary>
    Superseded,

    /// <summary>The other side wrote the same at once, and the conflict policy, or who came last, preferred it.</summary>
    LostConflict,

    /// <summary>The document was deleted.</summary>
    Deleted,

    /// <summary>Nothing explains why it is not there.</summary>
    Lost,
}
