using Faults.Tests.Lives;

namespace Faults.Tests.Checking;

/// <summary>What the writes of one side come to, were the other side silent.</summary>
internal sealed class SideEffect
{
    private readonly Dictionary<string, UserWrite> _last = [];

    public SideEffect(IEnumerable<UserWrite> writes, DocumentFields? before)
    {
        foreach (var write in writes)
        {
            switch (write.Kind)
            {
                case WriteKind.Delete:
                    (IsGone, WasDeleted) = (true, true);
                    Counts.Clear();
                    break;
                case WriteKind.Count:
                    Counts.Add(write);
                    break;
                default:
                    IsCreated |= write.Kind == WriteKind.Create;
                    IsEdited = true;
                    // Who deletes and creates anew removes what the new document lacks.
                    if (write.Kind == WriteKind.Create && before is not null) foreach (var path in before.Values.Keys) _last[path] = write;
                    foreach (var path in write.Fields.Keys) _last[path] = write;
                    IsGone = false;
                    break;
            }
            IsEdited |= write.Kind == WriteKind.Count;
        }
    }

    public bool IsGone { get; }

    public bool WasDeleted { get; }

    public bool IsCreated { get; }

    /// <summary>Whether anything but deletes was written.</summary>
    public bool IsEdited { get; }

    /// <summary>What was counted since the last delete.</summary>
    public List<UserWrite> Counts { get; } = [];

    public IEnumerable<string> Paths => _last.Keys;

    public UserWrite? LastOf(string path) => _last.GetValueOrDefault(path);

    /// <summary>The value that the last write of a path wants there; null: none.</summary>
    public string? ValueOf(string path) => LastOf(path)?.Fields.GetValueOrDefault(path)?.Normal;
}
