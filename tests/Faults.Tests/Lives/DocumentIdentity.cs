using System.Globalization;

namespace Faults.Tests.Lives;

/// <summary>One id on both sides.</summary>
/// <param name="Ditto">Ditto's <c>_id</c> as JSON with sorted members.</param>
/// <param name="MongoFilter">Extended JSON that finds the document, and whose members a new one has.</param>
/// <param name="DittoMembers">The members that hold the id in a Ditto document, in the collection's mode.</param>
internal readonly record struct DocumentIdentity(string Ditto, string MongoFilter, string DittoMembers)
{
    private static readonly string[] Places = ["north", "south", "east"];

    public static DocumentIdentity Of(IdentityKind kind, int slot, int generation)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"\"s{slot}g{generation}\"");
        switch (kind)
        {
            case IdentityKind.ObjectId:
                var id = string.Create(CultureInfo.InvariantCulture, $$"""{"$oid":"{{slot:x8}}{{generation:x16}}"}""");
                return new DocumentIdentity(id, $"\"_id\":{id}", $"\"_id\":{id}");
            case IdentityKind.OneField:
                return new DocumentIdentity(text, $"\"orderId\":{text}", $"\"_id\":{text},\"orderId\":{text}");
            case IdentityKind.TwoFields:
                var members = string.Create(CultureInfo.InvariantCulture, $"\"location\":\"{Places[slot % Places.Length]}\",\"orderId\":{(slot * 10_000) + generation}");
                return new DocumentIdentity($"{{{members}}}", members, $"\"_id\":{{{members}}},{members}");
            default:
                return new DocumentIdentity(text, $"\"_id\":{text}", $"\"_id\":{text}");
        }
    }
}
