using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>A tree of paths: each leaf says include, exclude, or what to compute.</summary>
internal sealed class ProjectionNode
{
    private readonly List<(string Name, Entry Entry)> _entries = [];
    private readonly Dictionary<string, Entry> _byName = [];

    /// <summary>One field: nested paths below it, or a computed value, or plain inclusion or exclusion, or a part of it that is chosen with a look at the whole document.</summary>
    public sealed record Entry(ProjectionNode? Nested, Expression? Computed, bool IsIncluded)
    {
        public Func<RawValue, EvaluationContext, RawValue>? Part { get; init; }
    }

    public IReadOnlyList<(string Name, Entry Entry)> Entries => _entries;

    public bool HasComputed => _entries.Exists(e => e.Entry.Computed is not null || e.Entry.Nested is { HasComputed: true });

    public Entry? Find(string name) => _byName.GetValueOrDefault(name);

    public void Add(ReadOnlySpan<string> path, Entry entry, string whole)
    {
        if (path.Length == 1)
        {
            if (_byName.ContainsKey(path[0])) throw CommandException.Location(31250, $"Path collision at {whole}");
            Put(path[0], entry);
            return;
        }
        if (!_byName.TryGetValue(path[0], out var existing))
        {
            existing = new Entry(new ProjectionNode(), null, IsIncluded: false);
            Put(path[0], existing);
        }
        if (existing.Nested is null) throw CommandException.Location(31249, $"Path collision at {whole} remaining portion {string.Join('.', path[1..].ToArray())}");
        existing.Nested.Add(path[1..], entry, whole);
    }

    private void Put(string name, Entry entry)
    {
        _entries.Add((name, entry));
        _byName.Add(name, entry);
    }
}
