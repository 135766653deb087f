using System.CommandLine;
using BridgeModel;
using BridgeRuntime.Verification;
using Microsoft.Extensions.Logging.Abstractions;
using MongoC;

namespace BridgeCtl.Commands;

/// <summary><c>-f</c>: a bridge's configuration, or its manifest.</summary>
internal sealed class ConfigurationOptions
{
    private readonly Option<FileInfo?> _file = new("--file", "-f")
    {
        Description = "A bridge.yaml, or the manifest of a BigPeerDataBridge: its secrets come from MONGODB_CONNECTION_STRING, DITTO_CLOUD_ENDPOINT and DITTO_API_KEY, else from the cluster. No bridge need run.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(_file);

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <exception cref="CtlException">The file cannot be used; every error is named.</exception>
    public async Task<BridgeConfiguration> ReadAsync(ParseResult parsed, TargetOptions target, TimeProvider time, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_file)!;
        if (Manifest.TryRead(file) is { } manifest) return await manifest.ResolveAsync(() => target.Kube(parsed, time), cancellation);
        var read = BridgeConfigurationReader.ReadFile(file.FullName);
        return read.IsValid ? read.Configuration : throw new CtlException(ExitCode.Usage, BridgeError.Format(read.Errors).TrimEnd());
    }

    public async Task<Inspection> OpenAsync(ParseResult parsed, TargetOptions target, TimeProvider time, CancellationToken cancellation)
    {
        var configuration = await ReadAsync(parsed, target, time, cancellation);
        try
        {
            return Inspection.Open(configuration, NullLogger.Instance, time);
        }
        catch (MongoException e) when (e.Kind == MongoErrorKind.InvalidConnectionString)
        {
            throw new CtlException(ExitCode.Usage, $"Connection string provided is invalid. {e.Message}", e);
        }
    }
}
