using System.Globalization;
using System.Text.Json;
using Faults.Tests.Lives;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace Faults.Tests.Rig;

/// <summary>One collection on both sides, as its users have it.</summary>
internal sealed class FaultCollection(CollectionPlan plan, MongoClient mongo, string database, BigPeerApi bigPeer, string bridge, string policy)
{
    private const int DuplicateKey = 11000;

    public CollectionPlan Plan => plan;

    public string Policy => policy;

    /// <summary>The name of its bridge.</summary>
    public string Bridge => bridge;

    /// <summary>The collection's name: the engine is asked for it too.</summary>
    public string Name => plan.Name;

    /// <summary>The paths that users write, the counter apart.</summary>
    public IReadOnlyList<string> Paths { get; } = plan.IsStrict ? ["a", "b", "c", "t", "l", "q", "o"] : ["a", "b", "c", "t", "l", "q", "o.x", "o.y"];

    /// <summary>Creates it in MongoDB, with the unique index that mapped fields should have.</summary>
    public async Task CreateAsync()
    {
        await mongo.RunWriteCommandAsync(database, ExtendedJson.Parse($$"""{"create":"{{Name}}"}"""));
        var keys = plan.Identity switch { IdentityKind.OneField => "\"orderId\":1", IdentityKind.TwoFields => "\"location\":1,\"orderId\":1", _ => null };
        if (keys is not null) await mongo.RunWriteCommandAsync(database, ExtendedJson.Parse($$"""{"createIndexes":"{{Name}}","indexes":[{"key":{ {{keys}} },"name":"identity","unique":true}]}"""));
    }

    /// <summary>A value for a path.</summary>
    /// <param name="path">One of <see cref="Paths"/>.</param>
    /// <param name="number">Never the same for two writes of this collection.</param>
    public FieldValue NewValue(string path, int number)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"v{number}");
        var digits = number.ToString(CultureInfo.InvariantCulture);
        var milliseconds = 1_600_000_000_000 + number;
        var time = $"\"{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"";
        var date = string.Create(CultureInfo.InvariantCulture, $$$"""{"$date":{"$numberLong":"{{{milliseconds}}}"}}""");
        var value = path switch
        {
            "t" => new FieldValue(time, date, plan.IsEjson ? date : time),
            "l" => new FieldValue($"[\"{token}\",{digits}]", $$"""["{{token}}",{"$numberInt":"{{digits}}"}]""", plan.IsEjson ? $$"""["{{token}}",{"$numberInt":"{{digits}}"}]""" : $"[\"{token}\",{digits}]"),
            "q" => new FieldValue(digits, $$"""{"$numberLong":"{{digits}}"}""", plan.IsEjson ? $$"""{"$numberLong":"{{digits}}"}""" : digits),
            "n" => new FieldValue(digits, $$"""{"$numberInt":"{{digits}}"}""", digits),
            "o" => new FieldValue($$"""{"x":"{{token}}"}""", $$"""{"x":"{{token}}"}""", $$"""{"x":"{{token}}"}"""),
            _ => FieldValue.Text(token),
        };
        return value with { Normal = plan.IsEjson && path != "n" ? JsonText.Canonical(value.Ditto) : value.Normal };
    }

    /// <summary>Writes as a user does.</summary>
    /// <returns>Whether it took effect: false when the document is not there, or is there already.</returns>
    public async Task<bool> WriteAsync(DocumentIdentity id, UserWrite write) => (write.Side, write.Kind) switch
    {
        (UserSide.Mongo, WriteKind.Create) => await InsertAsync(id, write),
        (UserSide.Mongo, WriteKind.Delete) => (await BulkAsync(new BulkWrite().DeleteOne(Filter(id)))).Deleted == 1,
        (UserSide.Mongo, _) => (await BulkAsync(new BulkWrite().UpdateOne(Filter(id), Update(write)))).Matched == 1,
        (_, WriteKind.Create) => await ExecuteAsync($"INSERT INTO {Typed} DOCUMENTS (:doc) ON ID CONFLICT DO NOTHING", $$"""{"doc":{ {{id.DittoMembers}},{{Members(write.Fields, v => v.Ditto)}} } }"""),
        (_, WriteKind.Delete) => await ExecuteAsync($"DELETE FROM `{Name}` WHERE _id = :id", $$"""{"id":{{id.Ditto}}}"""),
        (_, WriteKind.Count) => await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE `{Name}` APPLY n INCREMENT BY {write.By} WHERE _id = :id"), $$"""{"id":{{id.Ditto}}}"""),
        _ => await EditAtBigPeerAsync(id, write),
    };

    /// <summary>Reads both sides, then what the bridge has announced, then the ledger.</summary>
    public async Task<SideReading> ReadAsync()
    {
        var inMongo = new Dictionary<string, DocumentFields>();
        var doubled = new List<string>();
        foreach (var bson in await new MongoCollection(mongo, database, Name).AllAsync())
        {
            using var json = JsonDocument.Parse(ExtendedJson.ToJson(bson.Span, ExtendedJsonMode.Canonical));
            var (id, fields) = (IdOf(json.RootElement), FieldsOf(json.RootElement));
            if (!inMongo.TryAdd(id, fields)) doubled.Add(id);
        }
        var atBigPeer = (await bigPeer.ExecuteAsync($"SELECT * FROM `{Name}`", "{}", plan.IsStrict)).Items.ToDictionary(i => JsonText.Canonical(i.GetProperty("_id")), FieldsOf);
        var announced = await AnnouncedAsync();
        var ledger = new Dictionary<string, long>();
        await foreach (var page in mongo.FindAsync(database, "__ditto_connector_documents", ExtendedJson.Parse($$"""{"_id.b":"{{bridge}}","_id.c":"{{Name}}"}"""), ExtendedJson.Parse("""{"projection":{"v":1}}""")))
        {
            foreach (var entry in page)
            {
                using var json = JsonDocument.Parse(ExtendedJson.ToJson(entry.Span, ExtendedJsonMode.Canonical));
                ledger[JsonText.Canonical(json.RootElement.GetProperty("_id").GetProperty("d").GetString()!)] = Version(json.RootElement);
            }
        }
        // An announced write is settled when the entry has another version than the plan was made on.
        var unrecorded = announced.Where(a => a.Version == ledger.GetValueOrDefault(a.Id)).Select(a => a.Id).ToHashSet();
        return new SideReading(inMongo, atBigPeer, ledger, unrecorded, doubled);
    }

    /// <summary>The keys of the bridge's intent slots, with the version of the ledger's entry that each was planned on; 0 without one.</summary>
    private async Task<IReadOnlyList<(string Id, long Version)>> AnnouncedAsync()
    {
        var announced = new List<(string, long)>();
        await foreach (var page in mongo.FindAsync(database, "__ditto_connector_state", ExtendedJson.Parse($$"""{"_id.b":"{{bridge}}","_id.k":"intents"}"""), ExtendedJson.Parse("""{"projection":{"e.c":1,"e.d":1,"e.v":1}}""")))
        {
            foreach (var slot in page)
            {
                using var json = JsonDocument.Parse(ExtendedJson.ToJson(slot.Span, ExtendedJsonMode.Canonical));
                foreach (var entry in json.RootElement.GetProperty("e").EnumerateArray())
                {
                    if (entry.GetProperty("c").GetString() == Name) announced.Add((JsonText.Canonical(entry.GetProperty("d").GetString()!), Version(entry)));
                }
            }
        }
        return announced;
    }

    private static long Version(JsonElement entry) => long.Parse(entry.GetProperty("v").GetProperty("$numberLong").GetString()!, CultureInfo.InvariantCulture);

    private string Typed => plan.HasCounter ? $"COLLECTION `{Name}` (n COUNTER)" : $"`{Name}`";

    private async Task<bool> InsertAsync(DocumentIdentity id, UserWrite write)
    {
        var result = await mongo.BulkWriteAsync(database, Name, new BulkWrite().Insert(ExtendedJson.Parse($"{{{id.MongoFilter},{Members(write.Fields, v => v.Mongo)}}}")), ordered: true);
        if (result.WriteErrors.Any(e => e.Code != DuplicateKey)) throw new InvalidOperationException($"MongoDB refused a user's document: {result.WriteErrors[0]}");
        return result.Inserted == 1;
    }

    private async Task<BulkWriteResult> BulkAsync(BulkWrite bulk)
    {
        var result = await mongo.BulkWriteAsync(database, Name, bulk, ordered: true);
        return result.HasErrors ? throw new InvalidOperationException($"MongoDB refused a user's write: {result.WriteErrors[0]}") : result;
    }

    private async Task<bool> EditAtBigPeerAsync(DocumentIdentity id, UserWrite write)
    {
        var sets = write.Fields.Where(f => f.Value is not null).ToList();
        var unsets = write.Fields.Where(f => f.Value is null).Select(f => f.Key).ToList();
        var done = true;
        if (sets.Count > 0)
        {
            var values = string.Concat(sets.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $",\"v{i}\":{s.Value!.Ditto}")));
            done = await ExecuteAsync($"UPDATE `{Name}` SET {string.Join(", ", sets.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"{s.Key} = :v{i}")))} WHERE _id = :id", $$"""{"id":{{id.Ditto}}{{values}}}""");
        }
        if (unsets.Count > 0) done = await ExecuteAsync($"UPDATE `{Name}` UNSET {string.Join(", ", unsets)} WHERE _id = :id", $$"""{"id":{{id.Ditto}}}""") && done;
        return done;
    }

    private async Task<bool> ExecuteAsync(string statement, string arguments) => (await bigPeer.ExecuteAsync(statement, arguments, plan.IsStrict)).MutatedDocumentIds.Count == 1;

    private static byte[] Filter(DocumentIdentity id) => ExtendedJson.Parse($"{{{id.MongoFilter}}}");

    private static byte[] Update(UserWrite write)
    {
        var sets = string.Join(',', write.Fields.Where(f => f.Value is not null).Select(f => $"\"{f.Key}\":{f.Value!.Mongo}"));
        var unsets = string.Join(',', write.Fields.Where(f => f.Value is null).Select(f => $"\"{f.Key}\":true"));
        string[] parts = [sets.Length > 0 ? $"\"$set\":{{{sets}}}" : "", unsets.Length > 0 ? $"\"$unset\":{{{unsets}}}" : ""];
        return ExtendedJson.Parse($"{{{string.Join(',', parts.Where(p => p.Length > 0))}}}");
    }

    /// <summary>The members of a whole document; paths with a dot are gathered below their map.</summary>
    private static string Members(IReadOnlyDictionary<string, FieldValue?> fields, Func<FieldValue, string> text) => string.Join(',', fields.GroupBy(f => f.Key.Split('.')[0]).Select(g =>
        g.First().Key.Contains('.', StringComparison.Ordinal)
            ? $"\"{g.Key}\":{{{string.Join(',', g.Select(f => $"\"{f.Key.Split('.')[1]}\":{text(f.Value!)}"))}}}"
            : $"\"{g.Key}\":{text(g.Single().Value!)}"));

    private string IdOf(JsonElement mongoDocument)
    {
        if (plan.Identity is IdentityKind.TextId or IdentityKind.ObjectId) return JsonText.Canonical(mongoDocument.GetProperty("_id"));
        var order = NormalValue.Of(mongoDocument.GetProperty("orderId"));
        return plan.Identity == IdentityKind.OneField ? order : $"{{\"location\":{NormalValue.Of(mongoDocument.GetProperty("location"))},\"orderId\":{order}}}";
    }

    private DocumentFields FieldsOf(JsonElement document)
    {
        var values = new Dictionary<string, string>();
        foreach (var member in document.EnumerateObject().Where(m => m.Name is not ("_id" or "orderId" or "location")))
        {
            if (member.Name != "o" || plan.IsStrict) values[member.Name] = Normal(member.Name, member.Value);
            else foreach (var below in member.Value.EnumerateObject()) values[$"o.{below.Name}"] = Normal("o", below.Value);
        }
        return new DocumentFields(values);
    }

    /// <summary>In ejson mode both sides have the very same text, so that a number of another type is another value. A counter is plain in Ditto.</summary>
    private string Normal(string path, JsonElement value) => plan.IsEjson && path != "n" ? JsonText.Canonical(value) : NormalValue.Of(value);
}
