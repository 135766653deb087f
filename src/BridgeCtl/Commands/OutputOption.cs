using System.CommandLine;

namespace BridgeCtl.Commands;

/// <summary><c>-o json</c>, for programs.</summary>
internal static class OutputOption
{
    public static Option<string> Make()
    {
        var option = new Option<string>("--output", "-o") { Description = "table, or json for programs.", DefaultValueFactory = _ => "table", HelpName = "table|json" };
        option.AcceptOnlyFromAmong("table", "json");
        return option;
    }
}
