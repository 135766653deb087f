using System.Text.Json.Nodes;
using Cel.Tests.Schema;
using Cel.Tests.Server;

namespace Cel.Tests.Rules;

public sealed class RuleTests
{
    private static IReadOnlyList<RuleCase> Cases => RuleTable.Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task The_server_says_what_the_table_says(object row)
    {
        var (rule, answer) = ((RuleCase)row, await SharedServer.Server.JudgeAsync(((RuleCase)row).Manifest));
        if (!rule.IsRefusedByServer)
        {
            Assert.That(answer.Code, Is.EqualTo(201), answer.ToString());
            return;
        }
        Assert.That(answer.Code, Is.EqualTo(422), answer.ToString());
        Assert.That(answer.Causes.Select(c => FieldPath.Normal(c.Field)), Is.EqualTo(new[] { FieldPath.Normal(rule.ServerField ?? rule.Field!) }), answer.ToString());
        Assert.That(answer.Causes[0].Message, rule.ServerSays is null ? Does.EndWith(": " + rule.Says) : Does.Contain(rule.ServerSays));
    }

    [TestCaseSource(nameof(Cases))]
    public void The_operator_says_what_the_table_says(object row)
    {
        var rule = (RuleCase)row;
        var errors = OperatorVerdict.Of(rule.Manifest);
        Assert.That(errors.Select(e => $"{FieldPath.Normal(e.Path)}: {e.Message}"), Is.EqualTo(rule.Field is null ? [] : new[] { $"{FieldPath.Normal(rule.Field)}: {rule.Says}" }));
    }

    /// <summary>A rule whose case is refused for another reason as well would not be missed.</summary>
    [Test]
    public async Task Every_rule_of_ours_has_a_case_that_it_alone_refuses()
    {
        var said = new HashSet<(string, string)>();
        foreach (var rule in Cases.Where(c => c.IsRefusedByServer && c.ServerSays is null))
        {
            var causes = (await SharedServer.Server.JudgeAsync(rule.Manifest)).Causes;
            if (causes.Count == 1) said.Add((Generic(causes[0].Field), causes[0].Message));
        }
        var schema = SchemaNode.OfDefinition(await SharedServer.Server.DefinitionAsync());
        var rules = schema.All().SelectMany(node => (node.Schema["x-kubernetes-validations"]?.AsArray() ?? []).Select(r => (node.Path, Rule: r!))).ToList();
        Assert.That(rules, Has.Count.GreaterThan(10));
        Assert.That(rules.Where(r => !said.Any(s => s.Item1 == Place(r.Path, r.Rule) && s.Item2.EndsWith(": " + r.Rule["message"], StringComparison.Ordinal))).Select(r => $"{r.Path}: {r.Rule["rule"]}"), Is.Empty);
    }

    [Test]
    public async Task Every_pattern_has_a_case_that_it_refuses()
    {
        var said = new HashSet<(string, string)>();
        foreach (var rule in Cases.Where(c => c.ServerSays == "should match"))
        {
            foreach (var cause in (await SharedServer.Server.JudgeAsync(rule.Manifest)).Causes) said.Add((Generic(cause.Field), cause.Message));
        }
        var schema = SchemaNode.OfDefinition(await SharedServer.Server.DefinitionAsync());
        var patterns = schema.All().Where(n => n.Schema["pattern"] is not null).ToList();
        Assert.That(patterns, Has.Count.GreaterThan(8));
        Assert.That(
            patterns.Where(n => !said.Any(s => s.Item1 == n.Path && s.Item2.Contains($"should match '{n.Schema["pattern"]}'", StringComparison.Ordinal))).Select(n => $"{n.Path}: {n.Schema["pattern"]}"), Is.Empty);
    }

    private static string Place(string path, JsonNode rule) => FieldPath.Normal(path + rule["fieldPath"]?.GetValue<string>());

    /// <summary>The path in the schema: the table's one collection and the places in lists are any.</summary>
    private static string Generic(string path) => string.Join('/', FieldPath.Normal(path).Split('/').Select(s => s == "tasks" || int.TryParse(s, out _) ? "*" : s));
}
