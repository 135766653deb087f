using System.Text.Json.Nodes;

namespace Conformance.Tests.Cases;

/// <summary>One case as its file has it: what is sent, step by step, and what a MongoDB 7.0 server answers.</summary>
/// <param name="Area">The file, without its ending.</param>
/// <param name="Name">What the case says.</param>
/// <param name="OnlyStandIn">Why no other server can run it; null when any can.</param>
/// <param name="Steps">Requests with expectations, shorthands written out; <c>%db%</c> still stands for the database.</param>
public sealed record ConformanceCase(string Area, string Name, string? OnlyStandIn, IReadOnlyList<JsonObject> Steps)
{
    public override string ToString() => $"{Area}: {Name}";
}
