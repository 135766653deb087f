namespace Faults.Tests.Lives;

/// <summary>Where a user writes.</summary>
internal enum UserSide
{
    Mongo,
    BigPeer,
}
