namespace Architecture.Tests;

public sealed class HouseRuleTests
{
    /// <summary>Path → why the file is better in one piece.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    [Test]
    public void No_source_file_is_long_without_a_reason()
    {
        Assert.That(LongFiles.Values, Has.All.Length.GreaterThan(20));
        Assert.That(HouseRules.LongFiles(Repository.Sources("src", "devstack"), LongFiles), Is.Empty);
    }

    [Test]
    public void No_type_has_a_name_that_says_nothing() => Assert.That(HouseRules.EmptyNames(Repository.Sources("src", "devstack", "tests")), Is.Empty);

    [Test]
    public void Every_project_is_in_the_solution() => Assert.That(
        HouseRules.SolutionGaps(Repository.ReadText("Operator.sln"), Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))),
        Is.Empty);

    [Test]
    public void No_file_names_a_package_host() =>
        Assert.That(HouseRules.PackageHosts(Repository.Files.Select(path => new SourceFile(path, Repository.ReadText(path)))), Is.Empty);

    [Test]
    public void Every_log_message_has_a_number_of_its_own() => Assert.That(HouseRules.EventIds(Repository.Sources("src", "devstack")), Is.Empty);

    [Test]
    public void The_rules_see_the_repository()
    {
        Assert.That(Repository.Files, Does.Contain("Operator.sln").And.Contain("src/BridgeModel/BridgeModel.csproj"));
        Assert.That(Repository.Files, Has.None.StartsWith("artifacts/"));
        Assert.That(Repository.Sources("src").Count(), Is.GreaterThan(10));
    }

    [Test]
    public void A_planted_long_file_is_found_unless_it_has_a_reason()
    {
        SourceFile[] sources = [new("src/A.cs", Lines(350)), new("src/B.cs", Lines(351))];
        Assert.That(HouseRules.LongFiles(sources, new Dictionary<string, string>()), Is.EqualTo(new[] { "src/B.cs has 351 lines, more than 350, and no reason for it" }));
        Assert.That(HouseRules.LongFiles(sources, new Dictionary<string, string> { ["src/B.cs"] = "a table" }), Is.Empty);
        Assert.That(HouseRules.LongFiles(sources, new Dictionary<string, string> { ["src/A.cs"] = "a table", ["src/B.cs"] = "a table" }), Is.EqualTo(new[]
        {
            "src/A.cs is listed as long but is not; strike it off",
        }));
    }

    [TestCase("public sealed class BridgeManager;", true)]
    [TestCase("    private static class StringHelpers\n{", true)]
    [TestCase("internal readonly record struct KeyProcessor(int A);", true)]
    [TestCase("public partial interface IBridgeService", true)]
    [TestCase("static class Utils", true)]
    [TestCase("enum ServiceKind", false)]
    [TestCase("/// a class Manager would be bad", false)]
    [TestCase("var record = manager;", false)]
    public void A_planted_empty_name_is_found(string source, bool isFound) =>
        Assert.That(HouseRules.EmptyNames([new("src/A.cs", "namespace A;\n" + source)]).Any(), Is.EqualTo(isFound));

    [Test]
    public void A_planted_gap_of_the_solution_is_found()
    {
        const string solution =
            """
            Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{827E0CD3-B72D-47B6-A68D-7590B98EB39B}"
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "A", "src\A\A.csproj", "{6E274468-6686-4330-8FDA-FA2538C40A85}"
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "B", "src\B\B.csproj", "{9620A874-498C-4E07-B6C5-91C0B973B4D5}"
            """;
        Assert.That(HouseRules.SolutionGaps(solution, ["src/A/A.csproj", "src/C/C.csproj"]), Is.EquivalentTo(new[]
        {
            "src/C/C.csproj is not in the solution", "src/B/B.csproj is in the solution but not there",
        }));
    }

    [TestCase("\"resolved\": \"https://{0}/left-pad.tgz\"", "registry.example", true)]
    [TestCase("<add key=\"x\" value=\"http://{0}/v3/index.json\" />", "my-nuget.example:8081", true)]
    [TestCase("deb http://{0}/debian bookworm main", "mirror.example", true)]
    [TestCase("see https://{0}/npm-and-nuget", "docs.example", false)]
    [TestCase("{0}", "registry.example", false)]
    public void A_planted_package_host_is_found(string text, string host, bool isFound)
    {
        var file = new SourceFile("a.json", "\n" + text.Replace("{0}", host, StringComparison.Ordinal));
        Assert.That(HouseRules.PackageHosts([file]), Is.EqualTo(isFound ? ["a.json line 2 names a package host"] : Array.Empty<string>()));
    }

    [Test]
    public void Planted_log_messages_without_a_number_of_their_own_are_found()
    {
        const string first = "[LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = \"a ) \\\" ] EventId = 9\")]\n[LoggerMessage(2, LogLevel.Debug, \"b\")]";
        const string second = "// [LoggerMessage(1)]\n[LoggerMessage(\n    Level = LogLevel.Debug,\n    EventId = 2)]\n[LoggerMessage(Level = LogLevel.Error)]\n[LoggerMessage]";
        Assert.That(HouseRules.EventIds([new("A.cs", first)]), Is.Empty);
        Assert.That(HouseRules.EventIds([new("A.cs", first), new("B.cs", second)]), Is.EqualTo(new[]
        {
            "B.cs has a log message with number 2, which A.cs has already",
            "B.cs has a log message without a number: Level = LogLevel.Error",
            "B.cs has a log message without a number: ",
        }));
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));
}
