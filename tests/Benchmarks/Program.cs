using System.CommandLine;
using System.Runtime.InteropServices;
using Benchmarks;
using Benchmarks.Load;
using Benchmarks.Operators;
using Benchmarks.Scenarios;
using Benchmarks.Sink;

using var ending = new CancellationTokenSource();
// The parts are ended when this process ends; a signal's own default would leave them behind.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
var root = new RootCommand("What this project takes and gives, in figures.") { BridgeCommand(), OperatorCommand(), SinkCommand(), LoadCommand() };
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static Command BridgeCommand()
{
    var scenarios = new Argument<string[]>("scenario") { Arity = ArgumentArity.ZeroOrMore, Description = $"{string.Join(", ", Scenario.All.Select(s => s.Name))}; none: all." };
    var quick = new Option<bool>("--quick") { Description = "Fewer documents and scenarios, in less than two minutes." };
    var tiny = new Option<bool>("--tiny") { Description = "As little as shows that everything works; its figures mean nothing." };
    var runs = new Option<int?>("--runs") { Description = "How often everything is measured, 5." };
    var program = new Option<string?>("--program") { Description = "The bridge, as its image has it. Without it the one that was built beside this program." };
    var output = new Option<string>("--output") { Description = "Where the table and the JSON go.", DefaultValueFactory = _ => Path.Combine(TestKit.RepositoryFolder.Path, "artifacts", "bench") };
    var accept = new Option<bool>("--accept") { Description = "Keep the figures in bench/accepted.json, for later runs to be compared with." };
    var command = new Command("bridge", "The bridge between MongoDB's stand-in and the Ditto engine or a sink.") { scenarios, quick, tiny, runs, program, output, accept };
    command.SetAction(a =>
    {
        var sizes = a.GetValue(tiny) ? Sizes.Tiny : a.GetValue(quick) ? Sizes.Quick : Sizes.Full;
        return BridgeBenchmark.RunAsync(a.GetValue(scenarios) ?? [], sizes with { Runs = a.GetValue(runs) ?? sizes.Runs }, a.GetValue(program), a.GetValue(output)!, a.GetValue(accept));
    });
    return command;
}

static Command OperatorCommand()
{
    var sizes = new Argument<int[]>("bridges") { Arity = ArgumentArity.ZeroOrMore, Description = "How many, rising; none: 100 and 1000." };
    var command = new Command("operator", "The operator with many bridges.") { sizes };
    command.SetAction(a => OperatorBenchmark.RunAsync(a.GetValue(sizes) is { Length: > 0 } some ? some : [100, 1000]));
    return command;
}

Command SinkCommand()
{
    var keeps = new Option<bool>("--keeps") { Description = "Keep the documents, so that they can be changed." };
    var behind = new Option<string?>("--behind") { Description = "The endpoint of the Big Peer that answers in its place." };
    var command = new Command("sink", "A part of the others: a Big Peer that acknowledges.") { keeps, behind };
    command.Hidden = true;
    command.SetAction(a => SinkProgram.RunAsync(a.GetValue(keeps), a.GetValue(behind), ending.Token));
    return command;
}

Command LoadCommand()
{
    var command = new Command("load", "A part of the others: writes documents as a plan on stdin says.") { Hidden = true };
    command.SetAction(_ => LoadProgram.RunAsync(ending.Token));
    return command;
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    Environment.Exit(128 + signal.Signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 });
}
