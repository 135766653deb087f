using System.CommandLine;
using BridgeRuntime;

var configuration = new Option<FileInfo>("--config", "-c")
{
    Description = "The bridge's YAML file: the mongoConnector block of the resource, plus bigPeer {endpoint, apiKey}.",
    Required = true,
};
var command = new RootCommand("Keeps the collections of a MongoDB database and of a Ditto Big Peer in step, both ways.") { configuration };
command.SetAction((parsed, cancellation) => BridgeProgram.RunAsync(parsed.GetValue(configuration)!, TimeProvider.System, cancellation));

// The shutdown has its own bound (runtime.shutdownTimeout); the command line must not end the process before it.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(6) });
