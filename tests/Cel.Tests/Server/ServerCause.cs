namespace Cel.Tests.Server;

/// <summary>One thing that a server has against an object.</summary>
internal sealed record ServerCause(string Field, string Message);
