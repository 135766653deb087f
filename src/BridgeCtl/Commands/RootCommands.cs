using System.CommandLine;
using BridgeCtl.Output;

namespace BridgeCtl.Commands;

/// <summary>All commands, in the order in which a person needs them.</summary>
internal static class RootCommands
{
    public static RootCommand Make(CtlOutput output, TimeProvider time)
    {
        var root = new RootCommand(
            """
            Looks at bridges between MongoDB and a Ditto Big Peer, and does what the engineer on call has to do.

            A bridge is named in one of three ways:
              NAME -n NAMESPACE   one in Kubernetes, by way of the API server and your kubeconfig; also as `kubectl bridge …`
              --url URL           one outside, by its status port (default http://localhost:8080); the token from --token-file, BRIDGE_TOKEN or BRIDGE_TOKEN_FILE
              -f FILE             none need run: a bridge.yaml, or the manifest of a BigPeerDataBridge

            Exit codes: 0 all is well · 1 it is not (differences, held deletes, a failed check, not ready) · 2 wrong usage or configuration · 3 not reachable · 4 refused (token, permission) · 5 busy · 130 interrupted
            """);
        root.Subcommands.Add(new StatusCommand(output, time).Make());
        root.Subcommands.Add(new DoctorCommand(output, time).Make());
        root.Subcommands.Add(new PlanCommand(output, time).Make());
        root.Subcommands.Add(new VerifyCommand(output, time).Make());
        root.Subcommands.Add(new RepairCommand(output, time).Make());
        root.Subcommands.Add(new ResyncCommand(output, time).Make());
        root.Subcommands.Add(new DeadLettersCommand(output, time).Make());
        root.Subcommands.Add(new MassDeletesCommand(output, time).Make());
        root.Subcommands.Add(PauseCommand.Pause(output, time));
        root.Subcommands.Add(PauseCommand.Resume(output, time));
        return root;
    }
}
