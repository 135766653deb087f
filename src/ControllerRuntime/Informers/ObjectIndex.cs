using ControllerRuntime.Objects;

namespace ControllerRuntime.Informers;

/// <summary>Which objects have a word.</summary>
internal sealed class ObjectIndex<T>(Func<T, IEnumerable<string>> words)
    where T : class, IKubeObject
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<ObjectKey>> _keys = [];

    public IReadOnlyList<ObjectKey> Find(string word)
    {
        lock (_lock) return _keys.TryGetValue(word, out var keys) ? [.. keys] : [];
    }

    public void Put(ObjectKey key, T? before, T? after)
    {
        var old = before is null ? [] : words(before).ToHashSet();
        var now = after is null ? [] : words(after).ToHashSet();
        lock (_lock)
        {
            foreach (var word in now)
            {
                if (!_keys.TryGetValue(word, out var keys)) _keys[word] = keys = [];
                keys.Add(key);
            }
            foreach (var word in old.Where(w => !now.Contains(w) && _keys.ContainsKey(w)))
            {
                _keys[word].Remove(key);
                if (_keys[word].Count == 0) _keys.Remove(word);
            }
        }
    }
}
