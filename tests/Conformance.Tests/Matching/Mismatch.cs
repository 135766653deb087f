namespace Conformance.Tests.Matching;

/// <summary>An answer that is not the expected one.</summary>
internal sealed class Mismatch(string message) : Exception(message);
