using System.CommandLine;
using BridgeCtl.Connections;
using BridgeCtl.Kubernetes;

namespace BridgeCtl.Commands;

/// <summary>Which bridge a command is about.</summary>
internal sealed class TargetOptions
{
    private const string UrlVariable = "BRIDGE_URL";
    private const string TokenVariable = "BRIDGE_TOKEN";
    private const string TokenFileVariable = "BRIDGE_TOKEN_FILE";

    private readonly Argument<string?> _name = new("NAME") { Description = "A bridge in Kubernetes: the name of its BigPeerDataBridge.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "Its namespace. Default: that of the context.", HelpName = "NAMESPACE" };
    private readonly Option<string?> _context = new("--context") { Description = "The context of the kubeconfig. Default: the current one.", HelpName = "CONTEXT" };
    private readonly Option<string?> _kubeConfig = new("--kubeconfig") { Description = "A kubeconfig file. Default: as kubectl.", HelpName = "FILE" };
    private readonly Option<Uri?> _url = new("--url")
    {
        Description = $"A bridge outside of Kubernetes: its status port. Default: {UrlVariable}, else http://localhost:8080.",
        HelpName = "URL",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0) return url;
            result.AddError($"--url must be the address of a status port, such as http://localhost:8080; '{(text.Contains('@') ? "…" : text)}' is none");
            return null;
        },
    };

    private readonly Option<FileInfo?> _tokenFile = new("--token-file") { Description = $"A file with the bridge's status.token. Default: the environment variable {TokenVariable}, else the file that {TokenFileVariable} names. In Kubernetes it is found by itself.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_name);
        AddKubernetesTo(command);
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
    }

    /// <summary>Only where the cluster is, for a command that needs no bridge.</summary>
    public void AddKubernetesTo(Command command)
    {
        foreach (var option in (Option[])[_namespace, _context, _kubeConfig]) command.Options.Add(option);
    }

    /// <summary>The bridge's name in Kubernetes; null: it is not there.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_name);

    public KubeAccess Kube(ParseResult parsed, TimeProvider time) => KubeAccess.Open(parsed.GetValue(_kubeConfig), parsed.GetValue(_context), parsed.GetValue(_namespace), time);

    /// <summary>A namespace or a context speaks of Kubernetes too.</summary>
    public bool IsKubernetes(ParseResult parsed) => Name(parsed) is not null || parsed.GetValue(_namespace) is not null || parsed.GetValue(_context) is not null || parsed.GetValue(_kubeConfig) is not null;

    /// <exception cref="CtlException">There is no way to it.</exception>
    public async Task<RuntimeClient> ConnectAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellation)
    {
        if (Name(parsed) is { } name)
        {
            if (parsed.GetValue(_url) is not null) throw new CtlException(ExitCode.Usage, "NAME is a bridge in Kubernetes and --url one outside: give one of the two.");
            return new RuntimeClient(await PodConnection.OpenAsync(Kube(parsed, time), name, cancellation));
        }
        if (IsKubernetes(parsed)) throw new CtlException(ExitCode.Usage, $"Which bridge? Give the name of a BigPeerDataBridge, such as `{CtlProgram.Invoked()} {parsed.CommandResult.Command.Name} -n ditto my-bridge`; `kubectl get bpdb -A` lists all.");
        return new RuntimeClient(new LocalConnection(parsed.GetValue(_url) ?? UrlOfEnvironment(), Token(parsed)));
    }

    private static Uri UrlOfEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(UrlVariable);
        if (string.IsNullOrEmpty(text)) return new Uri("http://localhost:8080");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new CtlException(ExitCode.Usage, $"{UrlVariable} must be the address of a status port, such as http://localhost:8080.");
    }

    private string? Token(ParseResult parsed)
    {
        if (parsed.GetValue(_tokenFile) is { } given) return Token(given, "--token-file");
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token) return token;
        // The image names the operator's file, which a bridge outside of Kubernetes has not.
        return Environment.GetEnvironmentVariable(TokenFileVariable) is { Length: > 0 } path && File.Exists(path) ? Token(new FileInfo(path), TokenFileVariable) : null;
    }

    private static string Token(FileInfo file, string option)
    {
        try
        {
            var text = File.ReadLines(file.FullName).FirstOrDefault()?.Trim() ?? "";
            return text.Length > 0 && !text.Any(char.IsControl) ? text : throw new CtlException(ExitCode.Usage, $"{option}: {file} holds no token; it must be one line of text.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CtlException(ExitCode.Usage, $"{option}: {file} cannot be read. {e.Message}", e);
        }
    }
}
