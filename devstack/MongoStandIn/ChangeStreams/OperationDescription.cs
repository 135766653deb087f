using MongoC.Bson;
using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>What a stream with <c>showExpandedEvents</c> tells of a change of definitions: <c>operationDescription</c>, and what was before.</summary>
internal static class OperationDescription
{
    public static void Write(BsonWriter writer, OplogEntry entry)
    {
        switch (entry.Kind)
        {
            case OplogKind.Create:
                writer.StartDocument("operationDescription");
                entry.Options!.Write(writer);
                writer.StartDocument("idIndex");
                IndexSpec.Id.Write(writer);
                writer.End();
                writer.End();
                break;
            case OplogKind.CreateIndexes or OplogKind.DropIndexes:
                writer.StartDocument("operationDescription");
                writer.StartArray("indexes");
                foreach (var index in entry.Indexes)
                {
                    writer.StartDocument("");
                    index.Write(writer);
                    writer.End();
                }
                writer.End();
                writer.End();
                break;
            case OplogKind.Rename:
                writer.StartDocument("operationDescription");
                writer.StartDocument("to");
                writer.String("db", entry.RenamedTo!.Value.Database);
                writer.String("coll", entry.RenamedTo.Value.Collection);
                writer.End();
                if (entry.Replaced is { } replaced) writer.Binary("dropTarget", replaced.ToByteArray(bigEndian: true), subtype: 4);
                writer.End();
                break;
            case OplogKind.Modify:
                var (changes, before) = entry.Modification!.Value;
                writer.Document("operationDescription", changes);
                writer.StartDocument("stateBeforeChange");
                writer.StartDocument("collectionOptions");
                writer.Binary("uuid", entry.Uuid.ToByteArray(bigEndian: true), subtype: 4);
                before.Write(writer);
                writer.End();
                writer.End();
                break;
        }
    }
}
