using System.CommandLine;
using System.Text.Json;
using BridgeCtl.Commands;
using BridgeCtl.Output;
using BridgeRuntime.Documents;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using MongoC;

namespace BridgeCtl;

/// <summary>From the command line to an exit code; every failure is one message and no stack trace.</summary>
internal static class CtlProgram
{
    /// <summary>Long enough to say goodbye to a bridge; a second Ctrl-C ends at once.</summary>
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args, TimeProvider time)
    {
        var output = CtlOutput.OfProcess();
        var parsed = RootCommands.Make(output, time).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            foreach (var error in parsed.Errors) output.Problem(error.Message);
            output.Problem($"`{Invoked()}{PathOf(parsed.CommandResult)} --help` shows what there is.");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = GoodbyeLimit });
        }
        catch (CtlException e)
        {
            return Fail(output, e.Code, e.Message);
        }
        catch (KubeConfigurationException e)
        {
            return Fail(output, ExitCode.Usage, e.Message);
        }
        catch (KubeException e)
        {
            return Fail(output, CodeOf(e.Kind), e.Message);
        }
        catch (SideException e)
        {
            return Fail(output, e.Failure == SideFailure.Unauthorized ? ExitCode.Refused : ExitCode.Unreachable, e.Message);
        }
        catch (MongoException e)
        {
            return Fail(output, e.Kind is MongoErrorKind.InvalidConnectionString or MongoErrorKind.LibraryMissing ? ExitCode.Usage : ExitCode.Unreachable, e.Message);
        }
        catch (JsonException)
        {
            return Fail(output, ExitCode.Unreachable, "What answers there is no bridge of this version: its answer is not the JSON that it should be. Check the address, and that bridgectl and the bridge are of one version.");
        }
        catch (OperationCanceledException)
        {
            return Fail(output, ExitCode.Interrupted, "Interrupted.");
        }
    }

    /// <summary>As what it was called: <c>kubectl bridge</c> where kubectl called it.</summary>
    public static string Invoked() => Environment.GetEnvironmentVariable("BRIDGECTL_NAME") is { Length: > 0 } name ? name : "bridgectl";

    private static string PathOf(System.CommandLine.Parsing.CommandResult result) =>
        result.Command is RootCommand ? "" : $"{(result.Parent is System.CommandLine.Parsing.CommandResult parent ? PathOf(parent) : "")} {result.Command.Name}";

    private static int CodeOf(KubeErrorKind kind) => kind switch
    {
        KubeErrorKind.Unauthorized or KubeErrorKind.Forbidden => ExitCode.Refused,
        KubeErrorKind.NotFound or KubeErrorKind.BadRequest or KubeErrorKind.Invalid => ExitCode.Usage,
        _ => ExitCode.Unreachable,
    };

    private static int Fail(CtlOutput output, int code, string message)
    {
        output.Problem(message);
        return code;
    }
}
