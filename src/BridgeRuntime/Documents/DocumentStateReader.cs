using System.Text.Json;
using BridgeRuntime.Conversion;

namespace BridgeRuntime.Documents;

/// <summary>Reads JSON text in Ditto's value space into a <see cref="DocumentState"/>: one pass, one hash per path.</summary>
internal readonly struct DocumentStateReader(bool strict, bool ejson, CounterPaths counters)
{
    /// <summary>Ditto takes about 120 levels (ditto.md §4); BSON from MongoDB may have 100. 200 leaves room for wrappers.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 200 };

    /// <exception cref="JsonException">The text is not one JSON object.</exception>
    public DocumentState Read(ReadOnlyMemory<byte> json) => Read(json, held: null);

    /// <summary>Reads a document of the Big Peer of which it is known what its counters hold.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="held">The counters' values by the hash of their paths. A number that the text has there and the counter has not is a register.</param>
    /// <exception cref="JsonException">The text is not one JSON object.</exception>
    public DocumentState Read(ReadOnlyMemory<byte> json, IReadOnlyDictionary<ulong, long>? held)
    {
        var scratch = StateScratch.Rent();
        var run = new Run(json.Span, strict, ejson, counters, held, scratch);
        run.Document();
        var state = scratch.ToState(json, run.Id, run.PlainCounters);
        scratch.Return();
        return state;
    }

    /// <summary>The value hash of an empty map.</summary>
    public static ulong EmptyMap { get; } = new DocumentStateReader(strict: false, ejson: false, CounterPaths.None).Read("{\"m\":{}}"u8.ToArray()).Leaves[0].ValueHash;

    private ref struct Run(ReadOnlySpan<byte> json, bool strict, bool ejson, CounterPaths counters, IReadOnlyDictionary<ulong, long>? held, StateScratch scratch)
    {
        private static readonly Dictionary<ulong, long> NoPlainCounters = [];

        private readonly ReadOnlySpan<byte> _json = json;
        private Utf8JsonReader _reader = new(json, ReaderOptions);

        public (int Offset, int Length) Id { get; private set; }
        public Dictionary<ulong, long> PlainCounters { get; private set; } = NoPlainCounters;

        public void Document()
        {
            if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A document must be a JSON object.");
            Members(-1, FieldPath.RootHash);
            if (_reader.Read()) throw new JsonException("Something follows the document.");
        }

        private void Members(int parent, ulong parentHash)
        {
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var nameOffset = (int)_reader.TokenStartIndex;
                // The token counts the name's bytes without its quotes.
                var nameLength = _reader.ValueSpan.Length + 2;
                var isId = parent < 0 && _reader.ValueTextEquals("_id"u8);
                var pathHash = StableHash.Mix(parentHash, JsonValueHash.OfText(in _reader));
                _reader.Read();
                var offset = (int)_reader.TokenStartIndex;
                if (isId)
                {
                    _reader.Skip();
                    Id = (offset, (int)_reader.BytesConsumed - offset);
                    continue;
                }
                Value(scratch.Add(new PathSegment(parent, nameOffset, nameLength, pathHash)), pathHash, offset);
            }
        }

        private void Value(int segment, ulong pathHash, int offset)
        {
            var kind = ValueKind.Register;
            if (!strict && _reader.TokenType == JsonTokenType.StartObject)
            {
                var first = _reader;
                first.Read();
                if (first.TokenType == JsonTokenType.EndObject) kind = ValueKind.EmptyMap;
                else if (ValueKinds.Wrapper(first.ValueSpan, ejson) is { } wrapper) kind = wrapper;
                else
                {
                    Members(segment, pathHash);
                    return;
                }
            }
            var hash = JsonValueHash.Of(ref _reader);
            var length = (int)_reader.BytesConsumed - offset;
            if (counters.Contains(pathHash) && IsCounter(pathHash, _json.Slice(offset, length), out var number)) (hash, kind) = (JsonValueHash.OfInteger(number), ValueKind.Counter);
            scratch.Add(new Leaf(pathHash, ValueKinds.Join(hash, kind), segment, offset, length));
        }

        /// <summary>
        /// A whole number at a counter's path counts as the counter that it is or will be made. Without knowledge of the counters only a plain integer does: so
        /// MongoDB's numbers are written.
        /// </summary>
        private bool IsCounter(ulong pathHash, ReadOnlySpan<byte> value, out long number)
        {
            if (!WholeNumber.TryRead(value, ejson, out number)) return false;
            var isPlainInteger = value[^1] != (byte)'}' && !JsonValueHash.IsReal(value);
            if (held is null) return isPlainInteger;
            if (isPlainInteger && held.TryGetValue(pathHash, out var counter) && counter == number) return true;
            if (ReferenceEquals(PlainCounters, NoPlainCounters)) PlainCounters = [];
            PlainCounters[pathHash] = number;
            return true;
        }
    }
}
