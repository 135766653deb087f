using Spectre.Console;

namespace BridgeCtl.Output;

/// <summary>How tables look: without a frame, so that they can be read by eye and by awk.</summary>
internal static class Tables
{
    public static Table Make(params IEnumerable<string> columns)
    {
        var table = new Table().NoBorder();
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column.ToUpperInvariant(), new Style(decoration: Decoration.Bold))).PadRight(2).PadLeft(0));
        return table;
    }

    /// <summary>Adds a row of plain texts; what they hold is never taken for markup.</summary>
    public static Table Add(this Table table, params IEnumerable<string> cells)
    {
        table.AddRow(cells.Select(c => new Text(c)));
        return table;
    }
}
