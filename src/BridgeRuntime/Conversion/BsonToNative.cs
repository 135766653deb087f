using System.Text.Json;
using System.Text.Unicode;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>
/// BSON → Ditto JSON in native mode (ditto.md §3), in one pass that makes the text and the hash of each path. What Ditto cannot hold is left out and named: a
/// scalar by itself, an array as a whole (leaving out an element would move the others), and an object that holds nothing else.
/// </summary>
/// <remarks>The hashes are those that <see cref="DocumentStateReader"/> gives for the text; a property test holds the two together.</remarks>
internal ref struct BsonToNative
{
    /// <summary>The bytes of a document without members.</summary>
    private const int EmptyDocument = 5;

    private readonly StateScratch _scratch;
    private readonly DittoText _text;
    private readonly bool _strict;
    private readonly CounterPaths _counters;
    private NotCarriedPaths? _notCarried;

    private BsonToNative(StateScratch scratch, bool strict, CounterPaths counters) => (_scratch, _text, _strict, _counters) = (scratch, scratch.Text, strict, counters);

    /// <summary>Reads a document. Its own <c>_id</c> is left out; the Ditto id takes its place.</summary>
    /// <param name="document">The document's bytes, of a shape that <see cref="BsonShape"/> has found good.</param>
    /// <param name="id">The Ditto id.</param>
    /// <param name="strict">Whether an object is one value.</param>
    /// <param name="counters">Where whole numbers of any type become integers.</param>
    /// <exception cref="BsonFormatException">A text is not UTF-8.</exception>
    public static (DocumentState State, NotCarriedPaths NotCarried) Read(ReadOnlySpan<byte> document, DittoId id, bool strict, CounterPaths counters)
    {
        var scratch = StateScratch.Rent();
        var run = new BsonToNative(scratch, strict, counters);
        scratch.Text.Raw("{\"_id\":"u8);
        var idOffset = scratch.Text.Length;
        scratch.Text.Raw(id.Json);
        var idLength = scratch.Text.Length - idOffset;
        try
        {
            run.Members(document, parent: -1, FieldPath.RootHash);
        }
        catch (BsonFormatException e) when (scratch.Open.Count > 0)
        {
            throw new BsonFormatException($"In the field '{run.Here()}': {e.Message}", e);
        }
        scratch.Text.Sign((byte)'}');
        var state = scratch.ToState((idOffset, idLength));
        scratch.Return();
        return (state, run._notCarried ?? NotCarriedPaths.None);
    }

    /// <summary>The hash of a value that has no <see cref="Obstacle"/>.</summary>
    public static ulong HashOf(in BsonElement element)
    {
        var scratch = StateScratch.Rent();
        var hash = new BsonToNative(scratch, strict: true, CounterPaths.None).Inner(element);
        scratch.Return();
        return hash;
    }

    /// <summary>The type within a value that keeps the whole value from being carried; null when it is carried, at least in part.</summary>
    public static BsonType? Obstacle(in BsonElement element)
    {
        switch (element.Type)
        {
            case BsonType.Array:
                return ObstacleInside(element.Value);
            case BsonType.Document:
                BsonType? obstacle = null;
                foreach (var member in new BsonReader(element.Value))
                {
                    if (Obstacle(member) is not { } found) return null;
                    obstacle ??= found;
                }
                return obstacle;
            default:
                return IsScalarCarried(element) ? null : element.Type;
        }
    }

    /// <summary>The members of a map, each of which is a path.</summary>
    private void Members(ReadOnlySpan<byte> map, int parent, ulong parentHash)
    {
        foreach (var member in new BsonReader(map))
        {
            if (parent < 0 && member.NameUtf8.SequenceEqual("_id"u8)) continue;
            if (IsLeft(member)) continue;
            var pathHash = FieldPath.Child(parentHash, member.NameUtf8);
            var (offset, length) = Enter(member.NameUtf8);
            var segment = _scratch.Add(new PathSegment(parent, offset, length, pathHash));
            if (!_strict && member.Type == BsonType.Document && IsMap(member.Value))
            {
                _text.Sign((byte)'{');
                Members(member.Value, segment, pathHash);
                _text.Sign((byte)'}');
            }
            else
            {
                var start = _text.Length;
                var (hash, kind) = Value(member, pathHash);
                _scratch.Add(new Leaf(pathHash, ValueKinds.Join(hash, kind), segment, start, _text.Length - start));
            }
            _scratch.Open.Pop();
        }
    }

    /// <summary>Whether an object has members that are paths: a wrapper is one value, and so is an object without any.</summary>
    private static bool IsMap(ReadOnlySpan<byte> document)
    {
        foreach (var member in new BsonReader(document))
        {
            if (Obstacle(member) is null) return ValueKinds.Wrapper(member.NameUtf8, ejson: false) is null;
        }
        return false;
    }

    /// <summary>The value of a path.</summary>
    private (ulong Hash, ValueKind Kind) Value(in BsonElement element, ulong pathHash)
    {
        if (_counters.Contains(pathHash))
        {
            if (TryCount(element) is { } counted) return (counted, ValueKind.Counter);
            // The text of a timestamp is an integer, which counts as the counter's value once it is read.
            if (element.Type == BsonType.Timestamp && element.AsTimestamp().Value <= long.MaxValue) return (Outer(element, pathHash), ValueKind.Counter);
        }
        var hash = Outer(element, pathHash);
        if (_strict) return (hash, ValueKind.Register);
        if (element.Type == BsonType.RegularExpression) return (hash, ValueKind.WrapperRegularExpression);
        if (element.Type != BsonType.Document) return (hash, ValueKind.Register);
        return (hash, element.Value.Length == EmptyDocument ? ValueKind.EmptyMap : ValueKind.WrapperRegularExpression);
    }

    /// <summary>A value outside any array: of its objects only what can be carried.</summary>
    private ulong Outer(in BsonElement element, ulong pathHash)
    {
        if (element.Type != BsonType.Document) return Inner(element);
        _text.Sign((byte)'{');
        ulong sum = 0, count = 0;
        foreach (var member in new BsonReader(element.Value))
        {
            if (IsLeft(member)) continue;
            var nameHash = StableHash.Of(member.NameUtf8);
            var memberHash = StableHash.Mix(pathHash, nameHash);
            Enter(member.NameUtf8);
            sum += StableHash.Mix(nameHash, (_counters.Contains(memberHash) ? TryCount(member) : null) ?? Outer(member, memberHash));
            count++;
            _scratch.Open.Pop();
        }
        _text.Sign((byte)'}');
        return JsonValueHash.OfObject(sum, count);
    }

    /// <summary>A scalar, or an array with all that is in it.</summary>
    private ulong Inner(in BsonElement element)
    {
        switch (element.Type)
        {
            case BsonType.Array:
                return Array(element.Value);
            case BsonType.Document:
                return Object(element.Value);
            case BsonType.String:
                var text = element.AsTextUtf8();
                _text.String(text);
                return JsonValueHash.OfString(text);
            case BsonType.ObjectId:
                element.AsObjectId().Format(_text.Unquoted(2 * ObjectId.Size));
                return JsonValueHash.OfString(_text.Quoted(2 * ObjectId.Size));
            case BsonType.DateTime:
                return JsonValueHash.OfString(_text.Quoted(IsoDate.Format(element.AsDateTimeMilliseconds(), _text.Unquoted(IsoDate.TextLength))));
            case BsonType.Decimal128:
                return JsonValueHash.OfString(_text.Quoted(element.AsDecimal128().Format(_text.Unquoted(Decimal128.MaxTextLength))));
            case BsonType.Boolean:
                _text.Raw(element.AsBoolean() ? "true"u8 : "false"u8);
                return JsonValueHash.OfBoolean(element.AsBoolean());
            case BsonType.Null:
                _text.Raw("null"u8);
                return JsonValueHash.OfNull;
            case BsonType.Int32:
                _text.Integer(element.AsInt32());
                return JsonValueHash.OfInteger(element.AsInt32());
            case BsonType.Int64:
                _text.Integer(element.AsInt64());
                return JsonValueHash.OfInteger(element.AsInt64());
            case BsonType.Timestamp:
                _text.Integer(element.AsTimestamp().Value);
                return JsonValueHash.OfInteger(element.AsTimestamp().Value);
            case BsonType.Double:
                _text.Real(element.AsDouble());
                return JsonValueHash.OfReal(element.AsDouble());
            case BsonType.RegularExpression:
                return Regex(element);
            default:
                throw new InvalidOperationException($"{element.Type} is not carried and must not come here.");
        }
    }

    private ulong Object(ReadOnlySpan<byte> document)
    {
        _text.Sign((byte)'{');
        ulong sum = 0, count = 0;
        foreach (var member in new BsonReader(document))
        {
            _text.Name(member.NameUtf8);
            sum += StableHash.Mix(StableHash.Of(member.NameUtf8), Inner(member));
            count++;
        }
        _text.Sign((byte)'}');
        return JsonValueHash.OfObject(sum, count);
    }

    private ulong Array(ReadOnlySpan<byte> array)
    {
        _text.Sign((byte)'[');
        var hash = JsonValueHash.EmptyList;
        foreach (var item in new BsonReader(array))
        {
            _text.Separate();
            hash = JsonValueHash.OfList(hash, Inner(item));
        }
        _text.Sign((byte)']');
        return hash;
    }

    private ulong Regex(in BsonElement element)
    {
        element.AsRegularExpressionUtf8(out var pattern, out var options);
        _text.Raw("{\"$regularExpression\":{\"pattern\":"u8);
        _text.String(Checked(pattern));
        _text.Raw(",\"options\":"u8);
        _text.String(Checked(options));
        _text.Raw("}}"u8);
        var inner = StableHash.Mix(StableHash.Of("pattern"u8), JsonValueHash.OfString(pattern)) + StableHash.Mix(StableHash.Of("options"u8), JsonValueHash.OfString(options));
        return JsonValueHash.OfObject(StableHash.Mix(StableHash.Of("$regularExpression"u8), JsonValueHash.OfObject(inner, 2)), 1);
    }

    private ulong? TryCount(in BsonElement element)
    {
        if (!WholeNumber.TryRead(element, out var number)) return null;
        _text.Integer(number);
        return JsonValueHash.OfInteger(number);
    }

    private (int Offset, int Length) Enter(ReadOnlySpan<byte> name)
    {
        var at = _text.Name(name);
        _scratch.Open.Push(at);
        return at;
    }

    private bool IsLeft(in BsonElement member)
    {
        if (Obstacle(member) is not { } obstacle) return false;
        (_notCarried ??= new NotCarriedPaths()).Add(new FieldPath([.. Here().Names, member.Name]), obstacle);
        return true;
    }

    private readonly FieldPath Here()
    {
        var names = new List<string>();
        foreach (var (offset, length) in _scratch.Open)
        {
            var reader = new Utf8JsonReader(_text.Written.Slice(offset, length));
            reader.Read();
            names.Insert(0, reader.GetString()!);
        }
        return new FieldPath([.. names]);
    }

    /// <summary>Bytes that are no text would be read as something that nobody wrote.</summary>
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? utf8 : throw new BsonFormatException("A regular expression is not UTF-8.");

    private static bool IsScalarCarried(in BsonElement element) => element.Type switch
    {
        BsonType.Double => double.IsFinite(element.AsDouble()),
        BsonType.DateTime => IsoDate.HasText(element.AsDateTimeMilliseconds()),
        BsonType.String or BsonType.ObjectId or BsonType.Boolean or BsonType.Null or BsonType.Int32 or BsonType.Int64
            or BsonType.Timestamp or BsonType.Decimal128 or BsonType.RegularExpression => true,
        _ => false,
    };

    /// <summary>Within an array everything must be carried, at any depth.</summary>
    private static BsonType? ObstacleInside(ReadOnlySpan<byte> container)
    {
        foreach (var item in new BsonReader(container))
        {
            var obstacle = item.Type is BsonType.Array or BsonType.Document ? ObstacleInside(item.Value) : IsScalarCarried(item) ? null : (BsonType?)item.Type;
            if (obstacle is not null) return obstacle;
        }
        return null;
    }
}
