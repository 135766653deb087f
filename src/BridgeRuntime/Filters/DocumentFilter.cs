using System.Text.Json;
using BridgeModel.Filters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Filters;

/// <summary>A collection's filter: which documents are kept in step. It looks at a document as it stands in Ditto, <c>_id</c> included.</summary>
internal sealed class DocumentFilter
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DocumentStateReader.ReaderOptions.MaxDepth };

    private readonly FilterExpression _condition;

    /// <param name="condition">In the words of the query language.</param>
    /// <param name="collection">The collection's name.</param>
    /// <exception cref="FilterParseException">It is no condition.</exception>
    public DocumentFilter(string condition, string collection) => _condition = FilterParser.Parse(condition, collection);

    public bool Matches(DocumentState state) => Matches(state.Json);

    /// <param name="json">The whole document as JSON text, UTF-8.</param>
    public bool Matches(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Options);
        return FilterEvaluation.Matches(_condition, document.RootElement);
    }
}
