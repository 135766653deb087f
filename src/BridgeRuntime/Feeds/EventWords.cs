using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>The few words that every event of a change stream repeats, each made into a string once. Not for several threads.</summary>
internal sealed class EventWords
{
    /// <summary>Names of collections that others make may be many; beyond, each is made anew.</summary>
    private const int Most = 64;

    private readonly List<(byte[] Utf8, string Word)> _known = [];

    public string Of(in BsonElement text)
    {
        var utf8 = text.AsStringUtf8();
        foreach (var (bytes, word) in _known)
        {
            if (utf8.SequenceEqual(bytes)) return word;
        }
        var made = text.AsString();
        if (_known.Count < Most) _known.Add((utf8.ToArray(), made));
        return made;
    }
}
