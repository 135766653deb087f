using System.CommandLine;
using BridgeRuntime;
using BridgeRuntime.Removal;

var configuration = new Option<FileInfo>("--config", "-c")
{
    Description = "The bridge's YAML file: the mongoConnector block of the resource, plus bigPeer {endpoint, apiKey}.",
    Required = true,
    Recursive = true,
};
var command = new RootCommand("Keeps the collections of a MongoDB database and of a Ditto Big Peer in step, both ways.") { configuration };
command.SetAction((parsed, cancellation) => BridgeProgram.RunAsync(parsed.GetValue(configuration)!, TimeProvider.System, cancellation));

var limit = new Option<double>("--timeout") { Description = "Seconds that it may take, the wait for a runtime that stops included.", DefaultValueFactory = _ => 60 };
limit.Validators.Add(static v =>
{
    if (v.GetValueOrDefault<double>() is not (>= 1 and <= 86400)) v.AddError("--timeout must be between 1 and 86400 seconds");
});
var reason = new Option<FileInfo?>("--termination-message") { Description = "A file that gets the reason of a failure, such as /dev/termination-log." };
var dropState = new Command("drop-state", "Removes what the bridge keeps in MongoDB for itself (checkpoint, ledger, dead letters). The documents of both sides stay as they are. The bridge must not run.") { limit, reason };
dropState.SetAction((parsed, cancellation) =>
    DropStateProgram.RunAsync(parsed.GetValue(configuration)!, TimeSpan.FromSeconds(parsed.GetValue(limit)), parsed.GetValue(reason), TimeProvider.System, cancellation));
command.Subcommands.Add(dropState);

// The shutdown has its own bound (runtime.shutdownTimeout); the command line must not end the process before it.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(6) });
