using System.Text.Json;
using BridgeRuntime.Conversion;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Identity;

/// <summary>
/// MongoDB fields ↔ Ditto <c>_id</c> (ditto.md §2): <c>[_id]</c>, one other field, or several that make an object.
/// </summary>
internal sealed class IdentityMapping(IReadOnlyList<string> fields, bool ejson)
{
    private readonly IdText _text = new(ejson);

    public IReadOnlyList<string> Fields => fields;

    /// <summary>Whether MongoDB's own <c>_id</c> is the Ditto id.</summary>
    public bool UsesMongoId { get; } = fields is ["_id"];

    /// <summary>The Ditto id of a MongoDB document, or why it has none.</summary>
    public IdentityResult OfDocument(ReadOnlySpan<byte> document)
    {
        if (fields.Count == 1) return OfField(document, fields[0]);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var part = OfField(document, field);
            if (!part.IsId) return part;
            parts[field] = part.Id.Value.Json;
        }
        return Bounded($"fields {Names} make", new DittoId(IdText.Object(parts)));
    }

    /// <summary>The Ditto id of a MongoDB <c>_id</c>; only under <see cref="UsesMongoId"/>.</summary>
    public IdentityResult OfMongoId(BsonValue id) => OfValue("_id", id.AsElement());

    /// <summary>Whether a Ditto <c>_id</c> has the form that this mapping makes; else why not.</summary>
    public string? Misfit(DittoId id)
    {
        if (PlainText(id) is not null) return null;
        using var parsed = JsonDocument.Parse(id.Json, CanonicalId.ParseOptions);
        if (fields.Count == 1) return _text.IsScalar(parsed.RootElement) ? null : $"the Ditto _id must be the value of '{fields[0]}', a string, an integer or a boolean, and is {IdText.KindOf(parsed.RootElement)}";
        if (parsed.RootElement.ValueKind != JsonValueKind.Object) return $"the Ditto _id must be an object with the members {Names}, and is {IdText.KindOf(parsed.RootElement)}";
        var members = parsed.RootElement.EnumerateObject().ToList();
        if (members.Count != fields.Count || members.Any(m => !fields.Contains(m.Name))) return $"the members of the Ditto _id must be exactly {Names}";
        var wrong = members.FindIndex(m => !_text.IsScalar(m.Value));
        return wrong < 0 ? null : $"the member '{members[wrong].Name}' of the Ditto _id must be a string, an integer or a boolean, and is {IdText.KindOf(members[wrong].Value)}";
    }

    /// <summary>As <see cref="Misfit"/>, with what that means and the remedy.</summary>
    public string? Mismatch(DittoId id) => Misfit(id) is { } misfit ? $"The document cannot get a MongoDB id: {misfit}. Delete it in Ditto and create it with an _id that fits." : null;

    /// <summary>
    /// The values that each mapped field may have in MongoDB for a Ditto id: the text of an ObjectId, a date or a decimal is a string in Ditto,
    /// so several BSON values give one id. The first is what a new document gets.
    /// </summary>
    public IReadOnlyList<(string Field, IReadOnlyList<BsonValue> Candidates)> Candidates(DittoId id)
    {
        if (PlainText(id) is { } text) return [(fields[0], _text.Candidates(text))];
        using var parsed = JsonDocument.Parse(id.Json, CanonicalId.ParseOptions);
        if (fields.Count == 1) return [(fields[0], _text.Candidates(parsed.RootElement))];
        return [.. fields.Select(f => (f, _text.Candidates(parsed.RootElement.GetProperty(f))))];
    }

    /// <summary>The mapped fields, quoted, for messages.</summary>
    public string Names => string.Join(", ", fields.Select(f => $"'{f}'"));

    private IdentityResult OfField(ReadOnlySpan<byte> document, string field) =>
        BsonReader.TryFind(document, field, out var element) && element.Type is not (BsonType.Null or BsonType.Undefined)
            ? OfValue(field, element)
            : IdentityResult.None(DeadLetterReason.MissingIdentity, $"The field '{field}', which makes the Ditto _id, is missing or null.");

    private IdentityResult OfValue(string field, in BsonElement element)
    {
        try
        {
            return _text.Of(element) is { } json
                ? Bounded($"field '{field}' makes", new DittoId(json))
                : IdentityResult.None(DeadLetterReason.UnsupportedIdentity, $"The field '{field}' holds {element.Type}{WhyNot(element)}, of which Ditto cannot make an _id. Use a string, an integer, a boolean or an ObjectId.");
        }
        catch (BsonFormatException e)
        {
            return IdentityResult.None(DeadLetterReason.Unreadable, $"The field '{field}', which makes the Ditto _id, cannot be read: {e.Message} Correct it in MongoDB.");
        }
    }

    /// <summary>The text of an id that is one, without escapes, where one field makes it: nearly every id is such. Null for any other.</summary>
    private string? PlainText(DittoId id) => fields.Count == 1 && id.Json is ['"', .., '"'] && !id.Json.Contains('\\') ? id.Json[1..^1] : null;

    /// <summary>A longer id would make reads fail at the Big Peer, with the ids of other documents in them.</summary>
    private static IdentityResult Bounded(string made, DittoId id)
    {
        // Escapes in JSON only lengthen a text, and numbers and braces are longer in JSON too.
        if (id.Json.Length <= DittoLimits.IdBytes / 3) return IdentityResult.Of(id);
        var size = DittoLimits.SizeOfId(id);
        return size <= DittoLimits.IdBytes
            ? IdentityResult.Of(id)
            : IdentityResult.None(DeadLetterReason.UnsupportedIdentity, $"The {made} a Ditto _id of {size} bytes, and Ditto takes {DittoLimits.IdBytes} at most. Shorten the value, or map other fields.");
    }

    private static string WhyNot(in BsonElement element) => element.Type switch
    {
        BsonType.Double => " that is no whole number of 64 bits",
        BsonType.DateTime => " beyond the years 0 to 9999",
        _ => "",
    };
}
