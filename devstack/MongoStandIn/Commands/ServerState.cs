using MongoStandIn.ChangeStreams;
using MongoStandIn.Handshake;
using MongoStandIn.Storage;
using MongoC.Bson;

namespace MongoStandIn.Commands;

/// <summary>What all commands of one server share.</summary>
internal sealed class ServerState
{
    public ServerState(StandInOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        Credentials = options.User is null ? null : new Credentials(options.User, options.Password ?? throw new ArgumentException("A user needs a password.", nameof(options)));
        var clock = new ClusterClock(time);
        Store = new Store(clock, new Oplog(clock, options.OplogEntries, options.OplogBytes));
        ObjectIds = new ObjectIdSource(time);
        Sessions = new SessionTable(time);
        Cursors = new CursorTable(time);
        StartedAt = time.GetUtcNow();
        ElectionId = ObjectIds.Next();
        Dispatcher = new CommandDispatcher(this);
    }

    public StandInOptions Options { get; }
    public TimeProvider Time { get; }
    public Credentials? Credentials { get; }
    public Store Store { get; }
    public ObjectIdSource ObjectIds { get; }
    public SessionTable Sessions { get; }
    public CursorTable Cursors { get; }
    public CommandDispatcher Dispatcher { get; }
    public DateTimeOffset StartedAt { get; }
    public MongoC.Bson.ObjectId ElectionId { get; }

    /// <summary>Host and port as clients reach this member; set when the port is known.</summary>
    public string Address { get; set; } = "";
}
