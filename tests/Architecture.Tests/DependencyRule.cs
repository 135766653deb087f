namespace Architecture.Tests;

/// <summary>Dependencies point one way: the programs know the libraries, the libraries know nothing of ours.</summary>
internal static class DependencyRule
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Operator"] = ["BridgeModel", "ControllerRuntime", "ProgramEndpoints"],
        ["BridgeCtl"] = ["BridgeModel", "BridgeRuntime", "ControllerRuntime", "MongoC"],
        ["BridgeRuntime"] = ["BridgeModel", "MongoC", "ProgramEndpoints"],
        ["BridgeModel"] = [],
        ["ControllerRuntime"] = [],
        ["MongoC"] = [],
        ["ProgramEndpoints"] = [],
    };

    /// <summary>The names of all projects that src may have.</summary>
    public static IReadOnlyCollection<string> Projects => Allowed.Keys;

    /// <summary>What the project files break, one sentence each.</summary>
    public static IEnumerable<string> Violations(IEnumerable<ProjectFile> projects)
    {
        foreach (var project in projects)
        {
            foreach (var violation in Violations(project.Name, project.References)) yield return violation;
            foreach (var path in project.ForeignSources) yield return $"{project.Name} takes {path} from outside its folder";
        }
    }

    /// <summary>What one project breaks by knowing the others.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<string> references)
    {
        if (!Allowed.TryGetValue(project, out var allowed))
        {
            yield return $"{project} is not a project that the dependency rule knows";
            yield break;
        }

        foreach (var reference in references.Except(allowed)) yield return $"{project} must not know {reference}";
    }
}
