namespace BridgeRuntime.Documents;

/// <summary>What one MongoDB document may be at most, so that what is surely refused is never sent.</summary>
internal static class MongoLimits
{
    /// <summary>A document: 16 MiB, as every server since 1.8 says in <c>hello</c>.</summary>
    public const int DocumentBytes = 16 * 1024 * 1024;

    /// <summary>Why a write is surely refused; null where it may pass.</summary>
    public static string? Excess(MongoWrite write)
    {
        if (write.Kind == MongoWriteKind.Update && write.Document.Length > DocumentBytes / 2 && !write.Sets.Select(s => s.Path).Concat(write.Unsets).All(p => p.IsAddressable))
            return FormattableString.Invariant($"The document takes {write.Document.Length} bytes in MongoDB; where a changed field has a dot or a dollar in its name it must stay below {DocumentBytes / 2}. Make it smaller, or rename the field.");
        var size = write.Kind == MongoWriteKind.Insert ? write.Document.Length : SizeAfter(write);
        return size <= DocumentBytes
            ? null
            : FormattableString.Invariant($"The document would take {size} bytes in MongoDB, which holds {DocumentBytes} (16 MiB) at most. Make it smaller in Ditto, or remove in MongoDB what Ditto does not carry.");
    }

    /// <summary>An update is applied only where the sum of all parts could be too large.</summary>
    private static long SizeAfter(MongoWrite write) => write.Document.Length + write.Sets.Sum(s => (long)s.Value.Bytes.Length + 256) <= DocumentBytes
        ? write.Document.Length
        : BsonPath.Apply(write.Document.Span, write.Sets, write.Unsets).Length;
}
