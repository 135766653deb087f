using MongoC.Bson;

namespace MongoC;

/// <summary>What an error reply says beside its code and message.</summary>
internal readonly record struct ServerErrorFacts(string? CodeName, IReadOnlyList<string> Labels)
{
    public static ServerErrorFacts Read(ReadOnlySpan<byte> reply)
    {
        string? codeName = null;
        List<string> labels = [];
        foreach (var element in new BsonReader(reply))
        {
            if (element.Type == BsonType.String && element.NameUtf8.SequenceEqual("codeName"u8)) codeName = element.AsString();
            else if (element.Type == BsonType.Array && element.NameUtf8.SequenceEqual("errorLabels"u8)) ReadLabels(element.Value, labels);
        }
        return new ServerErrorFacts(codeName, labels);
    }

    private static void ReadLabels(ReadOnlySpan<byte> array, List<string> labels)
    {
        foreach (var element in new BsonReader(array))
        {
            if (element.Type == BsonType.String) labels.Add(element.AsString());
        }
    }
}
