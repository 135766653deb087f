using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MongoStandIn;

var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one.", DefaultValueFactory = _ => 27017 };
var bind = new Option<string>("--bind") { Description = "IP address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
var replicaSet = new Option<string>("--replica-set") { Description = "Name of the replica set.", DefaultValueFactory = _ => "rs0" };
var standalone = new Option<bool>("--standalone") { Description = "Be no member of a replica set: without oplog, change streams and transactions." };
var user = new Option<string?>("--user") { Description = "User of database admin who may do everything; without any user nobody authenticates." };
var passwordEnv = new Option<string?>("--password-env") { Description = "Environment variable that holds the user's password." };
var passwordFile = new Option<string?>("--password-file") { Description = "File that holds the user's password; one line end is cut off." };
var usersFile = new Option<string?>("--users-file") { Description = "JSON file with further users, as createUser takes them: [{\"user\", \"pwd\", \"db\", \"roles\"}]." };
var oplogEntries = new Option<int>("--oplog-entries") { Description = "How many changes the oplog keeps.", DefaultValueFactory = _ => 1_000_000 };
var oplogBytes = new Option<long>("--oplog-bytes") { Description = "How many bytes the oplog keeps.", DefaultValueFactory = _ => 256L << 20 };
var root = new RootCommand("An in-memory MongoDB-compatible replica-set member for demos and tests.") { port, bind, replicaSet, standalone, user, passwordEnv, passwordFile, usersFile, oplogEntries, oplogBytes };
root.SetAction(async (arguments, cancellation) =>
{
    var password = arguments.GetValue(passwordEnv) is { } variable ? Environment.GetEnvironmentVariable(variable)
        : arguments.GetValue(passwordFile) is { } file ? (await File.ReadAllTextAsync(file, cancellation)).TrimEnd('\n', '\r')
        : null;
    var name = arguments.GetValue(user);
    if ((name is null) != string.IsNullOrEmpty(password))
    {
        await Console.Error.WriteLineAsync("A user needs a password and a password needs a user: give --user with --password-env or --password-file, and let it not be empty.");
        return 2;
    }
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    try
    {
        var options = new StandInOptions
        {
            Port = arguments.GetValue(port),
            Bind = arguments.GetValue(bind)!,
            ReplicaSet = arguments.GetValue(replicaSet)!,
            IsStandalone = arguments.GetValue(standalone),
            User = name,
            Password = password,
            Users = arguments.GetValue(usersFile) is { } users ? await UsersFile.ReadAsync(users, cancellation) : [],
            OplogEntries = arguments.GetValue(oplogEntries),
            OplogBytes = arguments.GetValue(oplogBytes),
        };
        await using var server = await StandInServer.StartAsync(options);
        Console.WriteLine($$"""{"ready":true,"port":{{server.Port}},"uri":"{{server.ConnectionString}}"}""");
        await stop.Task;
        return 0;
    }
    catch (Exception e) when (e is SocketException or ArgumentException)
    {
        await Console.Error.WriteLineAsync($"The stand-in cannot start: {e.Message}");
        return 1;
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
