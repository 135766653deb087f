using System.Globalization;
using System.Text.Json;
using Fuzz.Tests.Targets;

namespace Fuzz.Tests;

/// <summary>
/// Every parser that meets bytes from outside answers any bytes with a value or with an exception that its callers expect: it never ends the process, never goes round in circles, never takes memory out of
/// proportion. <c>FUZZ_SECONDS</c> is how long each is tried (1), <c>SEED</c> which inputs.
/// </summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class FuzzTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly List<FuzzResult> Results = [];

    private static IEnumerable<FuzzTarget> Targets => [.. BsonTargets.All, .. ExtendedJsonTargets.All, .. DittoTargets.All, .. YamlTargets.All, .. ClusterTargets.All, .. HttpTargets.All];

    private static IEnumerable<TestCaseData> Regressions =>
        from target in Targets
        let folder = Path.Combine(AppContext.BaseDirectory, "testdata", target.Name)
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder)
        select new TestCaseData(target, file).SetArgDisplayNames(target.Name, Path.GetFileName(file));

    [OneTimeTearDown]
    public void Record()
    {
        if (Results.Count == 0) return;
        var folder = Path.Combine(TestKit.RepositoryFolder.Path, "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(Results.OrderBy(r => r.Target, StringComparer.Ordinal), Indented));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"measured: fuzzing {Results.Sum(r => r.Inputs)} inputs to {Results.Count} parsers in {Results.Sum(r => r.Seconds):0} s, {Results.Sum(r => r.Kinds)} kinds of answers"));
    }

    [TestCaseSource(nameof(Targets))]
    public void Any_bytes_are_read_or_refused(FuzzTarget target)
    {
        var result = new Fuzzer(target, Number("SEED", 1), TimeSpan.FromSeconds(Number("FUZZ_SECONDS", 1))).Run();
        lock (Results) Results.Add(result);
        Assert.That(result.Kinds, Is.GreaterThan(1), "Inputs that all give the same say nothing.");
    }

    [TestCaseSource(nameof(Regressions))]
    public void What_once_broke_a_parser_is_read_or_refused(FuzzTarget target, string file) =>
        Assert.That(new Fuzzer(target, seed: 0, TimeSpan.Zero).Try(File.ReadAllBytes(file)), Is.Not.Null);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
