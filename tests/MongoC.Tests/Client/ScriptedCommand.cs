using MongoC.Bson;

namespace MongoC.Tests.Client;

/// <summary>A command as it came over the wire.</summary>
internal sealed record ScriptedCommand(byte[] Body, IReadOnlyList<byte[]> Payload)
{
    public string Name
    {
        get
        {
            var reader = new BsonReader(Body);
            return reader.Read() ? reader.Current.Name : "";
        }
    }

    public bool Has(string name) => BsonReader.TryFind(Body, name, out _);
}
