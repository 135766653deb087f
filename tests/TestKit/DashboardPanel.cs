namespace TestKit;

/// <summary>What a panel shows.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Unit">Grafana's id of the unit; null: none is set.</param>
/// <param name="Description">What the reader is told about it.</param>
/// <param name="Expressions">Its queries, with variables.</param>
public sealed record DashboardPanel(string Title, string? Unit, string? Description, IReadOnlyList<string> Expressions);
