using System.Reflection;
using Operator.Bridges;
using TestKit;

namespace Operator.Tests;

public sealed class ReadmeTests
{
    [Test]
    public async Task The_table_of_conditions_has_every_reason_and_no_other()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "README.md"));
        var table = readme[readme.IndexOf("| condition | reason |", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\n", StringComparison.Ordinal)];
        var told = table.Split('\n').Skip(2).SelectMany(row => row.Split('|')[2].Split(',')).Select(r => r.Trim(' ', '`'));
        var known = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.That(told, Is.EquivalentTo(known));
    }
}
