using System.Globalization;
using System.Text.Json;
using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>
/// A condition in DQL that holds as long as a document is what was read of it. DQL compares whole documents, but one with a null in it is never equal to anything
/// (seen on the engine): around nulls it is taken apart into its members.
/// </summary>
internal sealed class UnchangedGuard
{
    /// <summary>Of an array with a null in it so many elements are compared, beside their number: a statement must stay readable for the server.</summary>
    private const int MostElements = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DocumentStateReader.ReaderOptions.MaxDepth };

    private readonly List<string> _terms = [];
    private readonly string _prefix;

    private UnchangedGuard(string prefix) => _prefix = prefix;

    /// <summary>The values that the condition names, by the name of their argument.</summary>
    public List<(string Name, string Json)> Arguments { get; } = [];

    public string Condition => string.Join(" AND ", _terms);

    /// <param name="collection">The collection, whose name stands for the document in DQL.</param>
    /// <param name="json">The document as it was read.</param>
    /// <param name="prefix">Sets its arguments apart from those of other documents in the statement.</param>
    public static UnchangedGuard Of(string collection, ReadOnlyMemory<byte> json, string prefix)
    {
        using var document = JsonDocument.Parse(json, Options);
        var guard = new UnchangedGuard(prefix);
        guard.Add(DqlName.Quote(collection), document.RootElement);
        return guard;
    }

    private void Add(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) _terms.Add($"{path} IS NULL");
        else if (!HoldsNull(value))
        {
            var name = $"{_prefix}_{Arguments.Count}";
            Arguments.Add((name, value.GetRawText()));
            _terms.Add($"{path} = :{name}");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            _terms.Add(string.Create(CultureInfo.InvariantCulture, $"object_length({path}) = {value.GetPropertyCount()}"));
            foreach (var member in value.EnumerateObject()) Add($"{path}.{DqlName.Quote(member.Name)}", member.Value);
        }
        else
        {
            _terms.Add(string.Create(CultureInfo.InvariantCulture, $"array_length({path}) = {value.GetArrayLength()}"));
            foreach (var (i, item) in value.EnumerateArray().Take(MostElements).Index()) Add(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item);
        }
    }

    private static bool HoldsNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().Any(m => HoldsNull(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsNull),
        _ => false,
    };
}
