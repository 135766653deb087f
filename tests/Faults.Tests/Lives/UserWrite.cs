namespace Faults.Tests.Lives;

/// <summary>One write of a user.</summary>
/// <param name="Number">Which of its document's, from 1.</param>
/// <param name="Side">Where.</param>
/// <param name="Kind">What.</param>
internal sealed record UserWrite(int Number, UserSide Side, WriteKind Kind)
{
    /// <summary>By path; null: it is removed.</summary>
    public IReadOnlyDictionary<string, FieldValue?> Fields { get; init; } = new Dictionary<string, FieldValue?>();

    /// <summary>Of <see cref="WriteKind.Count"/>.</summary>
    public int By { get; init; }

    public override string ToString() => Kind switch
    {
        WriteKind.Delete => $"#{Number} delete in {Side}",
        WriteKind.Count => $"#{Number} count by {By} in {Side}",
        _ => $"#{Number} {Kind} in {Side}: {string.Join(", ", Fields.Select(f => $"{f.Key}={f.Value?.Normal ?? "removed"}"))}",
    };
}
