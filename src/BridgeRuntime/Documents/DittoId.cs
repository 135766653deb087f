namespace BridgeRuntime.Documents;

/// <summary>
/// A Ditto document id in its canonical JSON text: no white space, object keys in ordinal order, integers in plain digits.
/// Ids that Ditto holds for equal have equal texts.
/// </summary>
internal readonly record struct DittoId(string Json)
{
    public override string ToString() => Json;
}
