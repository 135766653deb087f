namespace Faults.Tests.Lives;

/// <summary>A document as normal values by path, without its identity.</summary>
internal sealed record DocumentFields(IReadOnlyDictionary<string, string> Values)
{
    public string? this[string path] => Values.GetValueOrDefault(path);

    public bool Equals(DocumentFields? other) => other is not null && Values.Count == other.Values.Count && Values.All(v => other[v.Key] == v.Value);

    public override int GetHashCode() => Values.Count;

    public override string ToString() => string.Join(", ", Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
}
