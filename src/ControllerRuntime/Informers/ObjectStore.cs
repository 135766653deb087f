using System.Collections.Concurrent;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Informers;

/// <summary>The objects of a type as the API server last told of them, with indexes. Read by many, written by the informer alone.</summary>
public sealed class ObjectStore<T>
    where T : class, IKubeObject
{
    private readonly ConcurrentDictionary<ObjectKey, T> _objects = new();
    private readonly Dictionary<string, ObjectIndex<T>> _indexes = [];

    public int Count => _objects.Count;

    /// <summary>A snapshot.</summary>
    public IReadOnlyCollection<T> All => [.. _objects.Values];

    public T? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>Makes objects findable by words that are taken from them. Before the informer runs.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> words) => _indexes.Add(name, new ObjectIndex<T>(words));

    /// <summary>The objects of which an index has this word.</summary>
    public IReadOnlyList<T> Find(string index, string word) => [.. _indexes[index].Find(word).Select(Find).OfType<T>()];

    internal IReadOnlyList<ObjectKey> KeysIn(string? space) => [.. _objects.Keys.Where(k => string.IsNullOrEmpty(space) || k.Namespace == space)];

    /// <returns>What was there before.</returns>
    internal T? Put(T thing)
    {
        var key = ObjectKey.Of(thing);
        var before = _objects.GetValueOrDefault(key);
        // The index first lists the new words, then forgets the old ones: a reader in between finds the object once at least.
        foreach (var index in _indexes.Values) index.Put(key, before, thing);
        _objects[key] = thing;
        return before;
    }

    internal T? Remove(ObjectKey key)
    {
        if (!_objects.TryRemove(key, out var before)) return null;
        foreach (var index in _indexes.Values) index.Put(key, before, after: null);
        return before;
    }
}
