using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>Whole documents and single values between MongoDB and Ditto's value space, in the mode of the collection.</summary>
internal sealed class DocumentConverter(CollectionSettings settings)
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 400 };

    /// <summary>Brings a document that was read from MongoDB into Ditto's value space.</summary>
    /// <exception cref="BsonFormatException">The document has no form in Ditto; see <see cref="BsonShape"/>.</exception>
    /// <exception cref="JsonException">Its form in Ditto has too many levels.</exception>
    public MongoDocument Read(ReadOnlyMemory<byte> bson, DittoId id)
    {
        BsonShape.Check(bson.Span);
        var (state, notCarried) = settings.IsEjson ? (ReadEjson(bson.Span, id), NotCarriedPaths.None) : BsonToNative.Read(bson.Span, id, settings.IsStrict, settings.Counters);
        return new MongoDocument(BsonValue.Within(bson, "_id"u8) ?? default, bson, state, notCarried);
    }

    private DocumentState ReadEjson(ReadOnlySpan<byte> bson, DittoId id)
    {
        var buffer = new ArrayBufferWriter<byte>(bson.Length + (bson.Length / 2) + 64);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("_id"u8);
            writer.WriteRawValue(id.Json, skipInputValidation: true);
            // MongoDB keeps its own _id; in Ditto there is only the mapped one.
            EjsonConverter.WriteMembers(bson, writer, settings.Counters);
            writer.WriteEndObject();
        }
        return settings.StateReader.Read(buffer.WrittenMemory);
    }

    /// <summary>The value of a path on its way to MongoDB. A counter's keeps the number type that MongoDB has there, in ejson mode too.</summary>
    /// <exception cref="UnsupportedValueException">MongoDB cannot hold the value.</exception>
    public BsonValue ToBson(FieldPath path, ReadOnlySpan<byte> json, BsonValue? hint)
    {
        var keepsType = hint is { Type: BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 } && settings.Counters.Contains(path.Hash);
        return keepsType && WholeNumber.TryRead(json, settings.IsEjson, out var number) ? NativeToBson.Counter(number, hint!.Value.Type) : ToBson(json, hint);
    }

    /// <summary>One value on its way to MongoDB, where it keeps the type of what <paramref name="hint"/> says is there, when it fits.</summary>
    /// <exception cref="UnsupportedValueException">MongoDB cannot hold the value.</exception>
    public BsonValue ToBson(ReadOnlySpan<byte> json, BsonValue? hint) => settings.IsEjson ? EjsonConverter.ReadValue(json, hint) : NativeToBson.Convert(json, hint);

    /// <summary>One path of a MongoDB document that takes Ditto's value.</summary>
    /// <exception cref="UnsupportedValueException">MongoDB cannot hold the value or a name of the path.</exception>
    public (FieldPath Path, BsonValue Value) ToSet(MongoSet set, ReadOnlyMemory<byte> document)
    {
        foreach (var name in set.Path.Names) CheckName(name);
        return (set.Path, ToBson(set.Path, set.Json.Span, BsonPath.Find(document.Span, set.Path)));
    }

    /// <summary>A document that exists only in Ditto, as it will stand in MongoDB: the id first, then the mapped fields it lacks, then its body.</summary>
    /// <exception cref="UnsupportedValueException">MongoDB cannot hold a name or a value of it.</exception>
    public byte[] NewDocument(DocumentState state, DittoId id, BsonValue mongoId)
    {
        var writer = new BsonWriter(state.Json.Length + 64);
        mongoId.WriteTo(writer, "_id");
        var identity = settings.Identity.UsesMongoId ? [] : settings.Identity.Candidates(id);
        foreach (var (field, candidates) in identity) candidates[0].WriteTo(writer, field);

        var reader = new Utf8JsonReader(state.Json.Span, DocumentStateReader.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsIdentity(in reader, identity))
            {
                reader.Read();
                reader.Skip();
                continue;
            }
            var name = NativeToBson.NameOf(in reader);
            reader.Read();
            if (!settings.IsEjson)
            {
                NativeToBson.Write(ref reader, writer, name);
                continue;
            }
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = EjsonConverter.ReadValue(state.Json.Span[start..(int)reader.BytesConsumed], hint: null);
            writer.Raw(name, value.Type, value.Bytes.Span);
        }
        return writer.ToArray();
    }

    private static bool IsIdentity(in Utf8JsonReader reader, IReadOnlyList<(string Field, IReadOnlyList<BsonValue> Candidates)> identity)
    {
        if (reader.ValueTextEquals("_id"u8)) return true;
        foreach (var (field, _) in identity)
        {
            if (reader.ValueTextEquals(field)) return true;
        }
        return false;
    }

    /// <summary>An object of counters only.</summary>
    public static ReadOnlyMemory<byte> OfCounters(DittoId id, IReadOnlyList<(FieldPath Path, long Value)> counters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("_id"u8);
            writer.WriteRawValue(id.Json, skipInputValidation: true);
            Level(writer, counters, depth: 0);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;

        static void Level(Utf8JsonWriter writer, IEnumerable<(FieldPath Path, long Value)> counters, int depth)
        {
            foreach (var group in counters.GroupBy(c => c.Path.Names[depth], StringComparer.Ordinal))
            {
                writer.WritePropertyName(group.Key);
                var (path, value) = group.First();
                if (path.Names.Count == depth + 1)
                {
                    writer.WriteNumberValue(value);
                    continue;
                }
                writer.WriteStartObject();
                Level(writer, group, depth + 1);
                writer.WriteEndObject();
            }
        }
    }

    /// <summary>An object of the chosen leaves only, as an upsert of changed paths needs it.</summary>
    public static ReadOnlyMemory<byte> Partial(MongoDocument document, DittoId id, IReadOnlySet<int> leaves)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) document.State.WritePartial(writer, Encoding.UTF8.GetBytes(id.Json), leaves);
        return buffer.WrittenMemory;
    }

    /// <exception cref="UnsupportedValueException">MongoDB cannot hold a field of this name.</exception>
    public static void CheckName(string name)
    {
        if (name.Contains('\0')) throw new UnsupportedValueException("A field name of the Ditto document holds a zero character, which MongoDB refuses. Rename the field.");
    }
}
