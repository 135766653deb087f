using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Validation;

/// <summary>The filter that the documents of a collection must match.</summary>
internal sealed class Validator
{
    private readonly MatchNode _filter;

    public Validator(byte[] definition, EvaluationContext evaluation)
    {
        Definition = definition;
        _filter = FilterParser.Parse(definition, evaluation);
    }

    /// <summary>The filter as it was given.</summary>
    public byte[] Definition { get; }

    public bool Allows(byte[] document, EvaluationContext evaluation) => _filter.Matches(document, evaluation);

    /// <summary>Error 121, with the document's <c>_id</c> and what it does not satisfy.</summary>
    public CommandException Refuse(byte[] document) => new(ErrorCode.DocumentValidationFailure, "Document failed validation")
    {
        Details = writer =>
        {
            writer.StartDocument("errInfo");
            var id = RawDocument.Field(document, "_id"u8);
            if (!id.IsMissing) writer.Raw("failingDocumentId", id.Type, id.Span);
            writer.StartDocument("details");
            ValidationDetails.Write(writer, Definition, document);
            writer.End();
            writer.End();
        },
    };
}
