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
        Description = "A bridge.yaml, or the manifest of a BigPeerDataBridge: its secrets come from MONGODB_CONNECTION_STRING, MONGODB_CA_FILE, DITTO_CLOUD_ENDPOINT, DITTO_API_KEY and DITTO_CA_FILE, else from the cluster. No bridge need run.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(_file);

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <summary>Both sides as the file names them.</summary>
    /// <exception cref="CtlException">The file cannot be used; every error is named.</exception>
    public async Task<Inspection> OpenAsync(ParseResult parsed, TargetOptions target, TimeProvider time, CancellationToken cancellation)
    {
        var authorities = new AuthorityFolder();
        Inspection? opened = null;
        try
        {
            var configuration = await ReadAsync(parsed, target, authorities, time, cancellation);
            opened = Inspection.Open(configuration, NullLogger.Instance, time, authorities);
            return opened;
        }
        catch (MongoException e) when (e.Kind == MongoErrorKind.InvalidConnectionString)
        {
            throw new CtlException(ExitCode.Usage, $"Connection string provided is invalid. {e.Message}", e);
        }
        finally
        {
            if (opened is null) authorities.Dispose();
        }
    }

    private async Task<BridgeConfiguration> ReadAsync(ParseResult parsed, TargetOptions target, AuthorityFolder authorities, TimeProvider time, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_file)!;
        if (Manifest.TryRead(file) is { } manifest) return await manifest.ResolveAsync(() => target.Kube(parsed, time), authorities, cancellation);
        var read = BridgeConfigurationReader.ReadFile(file.FullName);
        return read.IsValid ? read.Configuration : throw new CtlException(ExitCode.Usage, BridgeError.Format(read.Errors).TrimEnd());
    }
}
