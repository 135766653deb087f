using MongoC.Bson;
using MongoStandIn.Validation;

namespace MongoStandIn.Storage;

/// <summary>What a collection was created with, or was given by collMod.</summary>
internal sealed record CollectionOptions
{
    public static readonly CollectionOptions None = new();

    /// <summary>Its limits; null when it is not capped.</summary>
    public CollectionCap? Cap { get; init; }

    /// <summary>What its documents must be; null for anything.</summary>
    public Validator? Validator { get; init; }

    public ValidationLevel ValidationLevel { get; init; }

    public ValidationAction ValidationAction { get; init; }

    /// <summary>Whether changes keep the documents before and after them, for change streams (<c>changeStreamPreAndPostImages</c>).</summary>
    public bool RecordsImages { get; init; }

    /// <summary>Whether level or action were named; they are then told though they are the defaults.</summary>
    public bool NamesValidation { get; init; }

    /// <summary>Writes them as listCollections tells them.</summary>
    public void Write(BsonWriter writer)
    {
        if (Cap is not null)
        {
            writer.Boolean("capped", true);
            writer.Int64("size", Cap.Bytes);
            if (Cap.Documents > 0) writer.Int64("max", Cap.Documents);
        }
        if (RecordsImages)
        {
            writer.StartDocument("changeStreamPreAndPostImages");
            writer.Boolean("enabled", true);
            writer.End();
        }
        if (Validator is not null) writer.Document("validator", Validator.Definition);
        if (Validator is null && !NamesValidation) return;
        writer.String("validationLevel", ValidationText.Of(ValidationLevel));
        writer.String("validationAction", ValidationText.Of(ValidationAction));
    }
}
