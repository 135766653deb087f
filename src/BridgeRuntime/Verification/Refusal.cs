using System.Text.Json;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>A document that cannot go over as it is.</summary>
internal sealed record Refusal
{
    public string Collection { get; set; } = "";

    /// <summary>Where the document stands: <c>mongodb</c> or <c>bigPeer</c>.</summary>
    public string Side { get; set; } = "";

    /// <summary>The Ditto id; null where the document has none.</summary>
    public JsonElement? Id { get; set; }

    /// <summary>MongoDB's <c>_id</c> as canonical Extended JSON; null where there is none.</summary>
    public JsonElement? MongoId { get; set; }

    /// <summary>A reason of dead letters.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Why, for people, with the remedy.</summary>
    public string Message { get; set; } = "";

    public static Refusal Of(DeadLetter letter) => new()
    {
        Collection = letter.Collection,
        Side = letter.Side == Documents.Side.Mongo ? "mongodb" : "bigPeer",
        Id = letter.Id is { } id ? Difference.Json(id) : null,
        MongoId = letter.MongoId is { } mongoId ? DeadLetterView.Json(mongoId) : null,
        Reason = letter.Reason.ToString(),
        Message = letter.Message,
    };
}
