using Faults.Tests.Lives;

namespace Faults.Tests.Checking;

/// <summary>What became of one path of a write.</summary>
internal sealed record WriteVerdict(UserWrite Write, string Path, VerdictKind Kind);
