using System.Text;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>The letters that lie in the database, as far as the data path asks for them: in memory, bounded, safe for many threads.</summary>
internal sealed class LetterBook(int maximum)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LetterAddress, OpenLetter> _letters = [];
    private readonly Dictionary<string, LetterAddress> _byId = [];
    private readonly Dictionary<(string Collection, BsonValue MongoId), LetterAddress> _keyedByMongoId = [];
    private readonly HashSet<string> _overflowed = [];
    private int _promised;
    private long _puts;

    /// <summary>Letters and discarded ones.</summary>
    public int Count
    {
        get { lock (_lock) return _letters.Count; }
    }

    /// <summary>Whether a further document cannot be parked.</summary>
    public bool IsFull
    {
        get { lock (_lock) return _letters.Count >= maximum; }
    }

    /// <summary>Collections of which a document could not be parked for want of room.</summary>
    public IReadOnlyList<string> Overflowed
    {
        get { lock (_lock) return [.. _overflowed]; }
    }

    /// <summary>How many letters there are by reason, discarded ones left out.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Open
    {
        get { lock (_lock) return _letters.Values.Where(l => !l.IsDiscarded).GroupBy(l => l.Reason).ToDictionary(g => g.Key, g => g.LongCount()); }
    }

    /// <summary>The same by collection.</summary>
    public IReadOnlyDictionary<string, long> OpenByCollection
    {
        get { lock (_lock) return _letters.Where(l => !l.Value.IsDiscarded).GroupBy(l => l.Key.Collection).ToDictionary(g => g.Key, g => g.LongCount()); }
    }

    /// <summary>Later than every letter that was put so far.</summary>
    public LetterMark Mark()
    {
        lock (_lock) return new LetterMark(_puts);
    }

    public OpenLetter? Find(LetterAddress address)
    {
        lock (_lock) return _letters.GetValueOrDefault(address);
    }

    public LetterAddress? Find(string letterId)
    {
        lock (_lock) return _byId.TryGetValue(letterId, out var address) ? address : null;
    }

    /// <summary>The addresses that a condition holds for; a copy.</summary>
    public IReadOnlyList<LetterAddress> Where(Func<LetterAddress, OpenLetter, bool> condition)
    {
        lock (_lock) return [.. _letters.Where(l => condition(l.Key, l.Value)).Select(l => l.Key)];
    }

    /// <summary>The keys of letters whose MongoDB documents these are.</summary>
    public IReadOnlyList<(LetterAddress Address, BsonValue MongoId)> KeyedBy(string collection, IEnumerable<BsonValue> mongoIds)
    {
        lock (_lock)
        {
            if (_keyedByMongoId.Count == 0) return [];
            return [.. mongoIds.Where(id => _keyedByMongoId.ContainsKey((collection, id))).Select(id => (_keyedByMongoId[(collection, id)], id))];
        }
    }

    /// <summary>Sorts letters into those to be written, those that say something new, and those for which there is no room. Ends with <see cref="Written"/>.</summary>
    public LetterSorting Sort(IReadOnlyCollection<DeadLetter> letters)
    {
        var sorting = new LetterSorting();
        lock (_lock)
        {
            foreach (var letter in letters)
            {
                var known = _letters.GetValueOrDefault(letter.Address);
                if (known is { IsDiscarded: true } && known.State == letter.State && letter.State != 0)
                {
                    _letters[letter.Address] = known with { Put = ++_puts };
                    continue;
                }
                if (known is null && _letters.Count + _promised >= maximum)
                {
                    sorting.Unkept.Add(letter);
                    // The Big Peer's documents are found again by every full pass.
                    if (letter.Side == Side.Mongo && _overflowed.Add(letter.Collection)) sorting.Overflowed.Add(letter.Collection);
                    continue;
                }
                if (known is null) sorting.Promised++;
                if (known is null) _promised++;
                sorting.Write.Add(letter);
                if (known is null || known.IsDiscarded || known.Reason != letter.Reason || known.Words != WordsOf(letter.Message)) sorting.News.Add(letter);
            }
        }
        return sorting;
    }

    /// <summary>The letters are in the database, or could not be brought there.</summary>
    public void Written(LetterSorting sorting, bool isDone)
    {
        lock (_lock)
        {
            _promised -= sorting.Promised;
            if (!isDone)
            {
                // They are handed in again, and must be noted then.
                _overflowed.ExceptWith(sorting.Overflowed);
                return;
            }
            foreach (var letter in sorting.Write) PutUnlocked(letter.Address, new OpenLetter(letter.Side, letter.Reason, WordsOf(letter.Message), letter.State, letter.MongoId, IsDiscarded: false) { Put = ++_puts });
        }
    }

    public void Put(LetterAddress address, OpenLetter letter)
    {
        lock (_lock) PutUnlocked(address, letter);
    }

    public void Remove(LetterAddress address)
    {
        lock (_lock)
        {
            if (!_letters.Remove(address, out var letter)) return;
            _byId.Remove(address.LetterId);
            Unindex(address, letter);
        }
    }

    public void MarkOverflow(string collection)
    {
        lock (_lock) _overflowed.Add(collection);
    }

    public void ClearOverflow(string collection)
    {
        lock (_lock) _overflowed.Remove(collection);
    }

    public static ulong WordsOf(string message) => StableHash.Of(Encoding.UTF8.GetBytes(message));

    private void PutUnlocked(LetterAddress address, OpenLetter letter)
    {
        if (_letters.TryGetValue(address, out var before)) Unindex(address, before);
        _letters[address] = letter;
        _byId[address.LetterId] = address;
        if (address.Id is not null && letter.MongoId is { } mongoId) _keyedByMongoId[(address.Collection, mongoId)] = address;
    }

    private void Unindex(LetterAddress address, OpenLetter letter)
    {
        if (address.Id is null || letter.MongoId is not { } mongoId) return;
        if (_keyedByMongoId.TryGetValue((address.Collection, mongoId), out var there) && there == address) _keyedByMongoId.Remove((address.Collection, mongoId));
    }
}
