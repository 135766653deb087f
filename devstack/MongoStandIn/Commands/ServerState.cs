using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.FailPoints;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>What all commands of one server share.</summary>
internal sealed class ServerState
{
    public ServerState(StandInOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        AddUsers(options);
        var clock = new ClusterClock(time);
        Store = new Store(clock, new Oplog(clock, new OplogLimits(options.OplogEntries, options.OplogBytes)));
        // The oplog of a set is never empty.
        Store.Oplog.Append(new OplogEntry(OplogKind.Noop, default) { Message = "initiating set" });
        ObjectIds = new ObjectIdSource(time);
        Sessions = new SessionTable(time);
        Cursors = new CursorTable(time);
        FailPoints = new FailPointTable(options.Seed);
        StartedAt = time.GetUtcNow();
        ElectionId = ObjectIds.Next();
        Dispatcher = new CommandDispatcher(this);
    }

    public StandInOptions Options { get; }
    public TimeProvider Time { get; }
    public UserDirectory Users { get; } = new();

    /// <summary>Whether the server was started with users; only then it asks who somebody is.</summary>
    public bool RequiresAuthentication { get; private set; }

    public Store Store { get; }
    public ObjectIdSource ObjectIds { get; }
    public SessionTable Sessions { get; }
    public CursorTable Cursors { get; }
    public FailPointTable FailPoints { get; }
    public CommandDispatcher Dispatcher { get; }
    public DateTimeOffset StartedAt { get; }
    public MongoC.Bson.ObjectId ElectionId { get; }

    /// <summary>Host and port as clients reach this member; set when the port is known.</summary>
    public string Address { get; set; } = "";

    private void AddUsers(StandInOptions options)
    {
        try
        {
            if (options.User is not null)
                Users.Add(new UserName(options.User, "admin"), options.Password ?? throw new ArgumentException("A user needs a password.", nameof(options)), [new RoleName("root", "admin")]);
            foreach (var user in options.Users)
            {
                var roles = user.Roles.Select(r => r.Split('@', 2)).Select(r => new RoleName(r[0], r.Length > 1 ? r[1] : user.Database));
                Users.Add(new UserName(user.Name, user.Database), user.Password, [.. roles]);
            }
        }
        catch (CommandException e)
        {
            throw new ArgumentException(e.Message, nameof(options), e);
        }
        RequiresAuthentication = Users.Users.Count > 0;
    }
}
