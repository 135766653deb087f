using MongoC.Bson;

namespace MongoStandIn.Commands;

/// <summary>What the greeting and serverStatus say of the replica set.</summary>
internal static class ReplicaSetFacts
{
    public static void Write(ServerState server, BsonWriter reply)
    {
        reply.StartArray("hosts");
        reply.String("", server.Address);
        reply.End();
        reply.String("setName", server.Options.ReplicaSet);
        reply.Int32("setVersion", 1);
        reply.Boolean("secondary", false);
        reply.String("primary", server.Address);
        reply.String("me", server.Address);
        reply.ObjectId("electionId", server.ElectionId);
        var now = server.Store.Clock.Now;
        reply.StartDocument("lastWrite");
        foreach (var (time, date) in ((string, string)[])[("opTime", "lastWriteDate"), ("majorityOpTime", "majorityWriteDate")])
        {
            reply.StartDocument(time);
            reply.Timestamp("ts", now);
            reply.Int64("t", 1);
            reply.End();
            reply.DateTime(date, now.Seconds * 1000L);
        }
        reply.End();
    }
}
