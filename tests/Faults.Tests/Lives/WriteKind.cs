namespace Faults.Tests.Lives;

internal enum WriteKind
{
    Create,
    Edit,

    /// <summary>Counts on in Ditto.</summary>
    Count,
    Delete,
}
