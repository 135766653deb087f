namespace BridgeRuntime.Documents;

/// <summary>What is reconciled: one document of one collection, named by its Ditto id.</summary>
internal readonly record struct DocumentKey(string Collection, DittoId Id)
{
    public override string ToString() => $"{Collection}/{Id}";
}
