using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Architecture.Tests;

public sealed class DependencyRuleTests
{
    private static IEnumerable<string> SourceProjects => Repository.Files.Where(path =>
        path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal));

    [Test]
    public void Project_files_of_src_keep_the_dependency_rule()
    {
        var projects = SourceProjects.Select(Read).ToList();
        Assert.That(projects, Is.Not.Empty);
        Assert.That(DependencyRule.Violations(projects), Is.Empty);
    }

    [Test]
    public void Compiled_assemblies_of_src_keep_the_dependency_rule()
    {
        foreach (var project in SourceProjects.Select(Read))
        {
            var assembly = Path.Combine(AppContext.BaseDirectory, project.Assembly + ".dll");
            Assert.That(assembly, Does.Exist);
            Assert.That(DependencyRule.Violations(project.Name, OurReferences(assembly)), Is.Empty);
        }
    }

    [Test]
    public void References_of_an_assembly_are_really_read() =>
        Assert.That(References(Path.Combine(AppContext.BaseDirectory, "BridgeModel.dll")), Does.Contain("FluentValidation").And.Contain("YamlDotNet"));

    [Test]
    public void Shared_build_files_add_no_project_references()
    {
        var shared = Repository.Files.Where(path => path.EndsWith(".props", StringComparison.Ordinal) || path.EndsWith(".targets", StringComparison.Ordinal));
        Assert.That(shared.Where(path => Repository.ReadText(path).Contains("<ProjectReference", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("BridgeModel", "../MongoC/MongoC.csproj", "BridgeModel must not know MongoC")]
    [TestCase("MongoC", "..\\BridgeModel\\BridgeModel.csproj", "MongoC must not know BridgeModel")]
    [TestCase("ControllerRuntime", "../BridgeModel/BridgeModel.csproj", "ControllerRuntime must not know BridgeModel")]
    [TestCase("ProgramEndpoints", "../BridgeModel/BridgeModel.csproj", "ProgramEndpoints must not know BridgeModel")]
    [TestCase("ControllerRuntime", "../ProgramEndpoints/ProgramEndpoints.csproj", "ControllerRuntime must not know ProgramEndpoints")]
    [TestCase("Operator", "../MongoC/MongoC.csproj", "Operator must not know MongoC")]
    [TestCase("Operator", "../BridgeModel/BridgeModel.csproj;../BridgeRuntime/BridgeRuntime.csproj", "Operator must not know BridgeRuntime")]
    [TestCase("BridgeRuntime", "../ControllerRuntime/ControllerRuntime.csproj", "BridgeRuntime must not know ControllerRuntime")]
    [TestCase("BridgeRuntime", "../BridgeCtl/BridgeCtl.csproj", "BridgeRuntime must not know BridgeCtl")]
    [TestCase("BridgeCtl", "../Operator/Operator.csproj", "BridgeCtl must not know Operator")]
    [TestCase("BridgeRuntime", "../../devstack/MongoStandIn/MongoStandIn.csproj", "BridgeRuntime must not know MongoStandIn")]
    [TestCase("BridgeRuntime", "../../tests/TestKit/TestKit.csproj", "BridgeRuntime must not know TestKit")]
    [TestCase("NewOne", "../MongoC/MongoC.csproj", "NewOne is not a project that the dependency rule knows")]
    public void A_planted_reference_is_found(string project, string include, string violation) =>
        Assert.That(DependencyRule.Violations([ProjectFile.Parse(project, Project($"<ProjectReference Include=\"{include}\" />"))]), Is.EqualTo(new[] { violation }));

    [TestCase("<Compile Include=\"../MongoC/Bson/ObjectId.cs\" />", "BridgeModel takes ../MongoC/Bson/ObjectId.cs from outside its folder")]
    [TestCase("<Reference Include=\"MongoC\"><HintPath>..\\MongoC\\MongoC.dll</HintPath></Reference>", "BridgeModel takes ..\\MongoC\\MongoC.dll from outside its folder")]
    public void A_planted_way_around_the_references_is_found(string item, string violation) =>
        Assert.That(DependencyRule.Violations([ProjectFile.Parse("BridgeModel", Project(item))]), Is.EqualTo(new[] { violation }));

    [TestCase("Operator", "../BridgeModel/BridgeModel.csproj", "../ControllerRuntime/ControllerRuntime.csproj")]
    [TestCase("BridgeRuntime", "../BridgeModel/BridgeModel.csproj", "../MongoC/MongoC.csproj")]
    [TestCase("Operator", "../ControllerRuntime/ControllerRuntime.csproj", "../ProgramEndpoints/ProgramEndpoints.csproj")]
    [TestCase("BridgeRuntime", "../MongoC/MongoC.csproj", "../ProgramEndpoints/ProgramEndpoints.csproj")]
    [TestCase("BridgeCtl", "../BridgeRuntime/BridgeRuntime.csproj", "../ControllerRuntime/ControllerRuntime.csproj")]
    public void The_references_of_the_rule_are_allowed(string project, string first, string second) =>
        Assert.That(
            DependencyRule.Violations([ProjectFile.Parse(project, Project($"<ProjectReference Include=\"{first}\" /><ProjectReference Include=\"{second}\" /><PackageReference Include=\"X\" />"))]),
            Is.Empty);

    private static string Project(string items) => $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>";

    private static ProjectFile Read(string path) => ProjectFile.Parse(Path.GetFileNameWithoutExtension(path), Repository.ReadText(path));

    /// <summary>The references that are assemblies of this repository.</summary>
    private static IEnumerable<string> OurReferences(string assembly)
    {
        var ours = Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(path => Path.GetFileNameWithoutExtension(path));
        return References(assembly).Intersect(ours.Concat(DependencyRule.Projects));
    }

    private static List<string> References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
