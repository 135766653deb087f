using System.Text.Json;
using BridgeModel;
using BridgeModel.Schemas;
using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.Documents;

/// <summary>Holds a document against its collection's schemas before anything of it is written: as it will stand on both sides, in Ditto's value space.</summary>
internal sealed class SchemaGate(CollectionSettings collection)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DocumentStateReader.ReaderOptions.MaxDepth };

    public void Judge(BatchEntry entry)
    {
        if (collection.Spec.Schema is not { Schemas: { } schemas } spec || Written(entry) is not { } json) return;
        using var document = JsonDocument.Parse(json, Options);
        var verdict = schemas.Judge(document.RootElement);
        if (verdict.IsValid) return;
        entry.Violation = verdict;
        if (spec.OnInvalid == InvalidDocumentPolicy.Pass) return;
        var side = entry.Plan.WritesMongo && !entry.Plan.WritesBigPeer ? Side.BigPeer : Side.Mongo;
        entry.Park(new DeadLetter(side, collection.Name, entry.Id, entry.Mongo?.Id, DeadLetterReason.SchemaViolation, Message(verdict)));
    }

    private static string Message(SchemaVerdict verdict) => $"The document is invalid: {verdict.Problem}. Correct the document, or the schema and restart.";

    /// <summary>Null where nothing of the document is written: what already stands on a side, or goes, is not judged.</summary>
    private static ReadOnlyMemory<byte>? Written(BatchEntry entry) => entry.Plan.Kind switch
    {
        PlanKind.CreateInBigPeer or PlanKind.RewriteInBigPeer => entry.Mongo!.State.Json,
        PlanKind.CreateInMongo => entry.BigPeer.State!.Json,
        PlanKind.Merge or PlanKind.LeaveFilter when entry.Plan.WritesMongo || entry.Plan.Kind == PlanKind.Merge =>
            entry.BigPeer.State is { } bigPeer ? MergedDocument.Json(entry.Plan, entry.Mongo!, bigPeer) : entry.Mongo!.State.Json,
        // A bare null would become an empty text by way of an empty array.
        _ => default(ReadOnlyMemory<byte>?),
    };
}
