using System.Text.Json.Nodes;
using Cel.Tests.Server;

namespace Cel.Tests.Schema;

/// <summary>Every limit and every list of words in the schema, found by walking it: the value at the limit is taken, the one beyond it refused with its path.</summary>
public sealed class BoundTests
{
    /// <summary>For people, or parts of a pod: the operator hands them on unread, and every API server judges them by the schema.</summary>
    private static readonly string[] Unread =
        ["spec/displayName", "spec/description", "spec/runtime/imagePullSecrets", "spec/runtime/nodeSelector", "spec/runtime/tolerations", "spec/runtime/extraEnv"];

    /// <summary>The rules of CEL need it; the operator reads a time with any number of zeros before it.</summary>
    private static readonly string[] Zeros = ["spec/bigPeer/pollInterval maxLength", "spec/massDeleteGuard/window maxLength", "spec/deadLetters/retryInterval maxLength"];

    /// <summary>Known so that it is refused with a sentence of ours.</summary>
    private const string Refused = "spec/bridge/mongoConnector/collections/*/schema";

    private const string Kept = "kept";

    private SchemaNode _schema = null!;
    private IReadOnlyList<Bound> _bounds = null!;

    [OneTimeSetUp]
    public async Task Find()
    {
        _schema = SchemaNode.OfDefinition(await SharedServer.Server.DefinitionAsync());
        _bounds = [.. Examples.Files.SelectMany(file => Bounds.Of(_schema, file)).DistinctBy(b => b.ToString())];
        // A status is judged only where there is an object.
        var kept = Examples.Read("full.yaml").DeepClone();
        kept["metadata"]!["name"] = Kept;
        var created = await SharedServer.Server.CreateAsync(kept);
        Assert.That(created.Code, Is.EqualTo(201), created.ToString());
    }

    [Test]
    public void The_examples_hold_every_field_of_the_schema()
    {
        static IEnumerable<string> PathsOf(JsonNode? node, string path) => node switch
        {
            JsonObject map => map.SelectMany(p => PathsOf(p.Value, path.Length == 0 ? p.Key : $"{path}/{p.Key}")).Prepend(path),
            JsonArray list => list.SelectMany(i => PathsOf(i, $"{path}/*")).Prepend(path),
            _ => [path],
        };
        var held = Examples.Files.SelectMany(f => PathsOf(Examples.Read(f), "")).Select(p => p.Replace("collections/tasks", "collections/*", StringComparison.Ordinal).Replace("nodeSelector/disk", "nodeSelector/*", StringComparison.Ordinal));
        Assert.That(_schema.All().Select(n => n.Path).Except(held), Is.EqualTo(new[] { Refused }));
    }

    [Test]
    public async Task What_is_at_a_limit_is_taken()
    {
        var objections = new List<string>();
        foreach (var bound in _bounds.Where(b => b.At is not null))
        {
            var manifest = bound.With(bound.At!);
            var answer = await AnswerAsync(bound, manifest);
            if (answer.Code is not (200 or 201)) objections.Add($"{bound}: the server says {answer}");
            if (!bound.IsOfStatus) objections.AddRange(OperatorVerdict.Of(manifest).Select(e => $"{bound}: the operator says {e}"));
        }
        Assert.That(objections, Is.Empty);
    }

    [Test]
    public async Task What_is_beyond_a_limit_is_refused_with_its_path()
    {
        Assert.That(_bounds, Has.Count.GreaterThan(50));
        var objections = new List<string>();
        foreach (var bound in _bounds)
        {
            var manifest = bound.With(bound.Beyond);
            var answer = await AnswerAsync(bound, manifest);
            if (answer.Code != 422 || !answer.Causes.All(c => FieldPath.Normal(c.Field) == bound.Path) || answer.Causes.Count == 0) objections.Add($"{bound}: the server says {answer}");
            if (bound.IsOfStatus || Unread.Any(u => bound.Path.StartsWith(u, StringComparison.Ordinal)) || Zeros.Contains(bound.ToString())) continue;
            var errors = OperatorVerdict.Of(manifest);
            if (errors.Count == 0 || !errors.All(e => FieldPath.Normal(e.Path) == bound.Path)) objections.Add($"{bound}: the operator says {BridgeModel.BridgeError.Format(errors)}");
        }
        Assert.That(objections, Is.Empty);
    }

    private static Task<ServerAnswer> AnswerAsync(Bound bound, JsonNode manifest) =>
        bound.IsOfStatus ? SharedServer.Server.JudgeStatusAsync(Kept, manifest["status"]!) : SharedServer.Server.JudgeAsync(manifest);
}
