using BridgeModel;
using Microsoft.Extensions.Logging;
using Operator.Observability;
using Operator.Secrets.Aws;
using Operator.Tests.Bridges;
using TestKit;

namespace Operator.Tests.Aws;

/// <summary>A source of secrets with a relay before AWS, in an environment of its own. The operator's user is what the SDK's default chain finds, by the process's own variables.</summary>
internal sealed class AwsScene : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _before = [];
    private readonly List<AwsSecretsManagerSource> _sources = [];
    private readonly CollectedLog _log = new();

    private AwsScene(AwsRelay relay) => Relay = relay;

    public AwsRelay Relay { get; }

    /// <summary>What <see cref="AwsEnvironment"/> reads.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public OperatorMetrics Metrics { get; } = new();

    public IReadOnlyList<string> LogLines => _log.Lines;

    public static async Task<AwsScene> StartAsync()
    {
        var scene = new AwsScene(await AwsRelay.StartAsync(SharedAws.Account.Endpoint));
        scene.Variables["AWS_ENDPOINT_URL"] = scene.Relay.Endpoint;
        scene.Set("AWS_ACCESS_KEY_ID", SharedAws.Account.OperatorKey);
        scene.Set("AWS_SECRET_ACCESS_KEY", SharedAws.Account.OperatorSecret);
        // Nothing of whoever runs the tests, and nothing of the machine.
        foreach (var name in (string[])["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]) scene.Set(name, null);
        scene.Set("AWS_EC2_METADATA_DISABLED", "true");
        scene.Set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        scene.Set("AWS_CONFIG_FILE", "/dev/null");
        return scene;
    }

    /// <summary>A variable of this process, put back at the end.</summary>
    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public AwsSecretsManagerSource Source(AwsSecretOptions? options = null, TimeProvider? time = null)
    {
        var source = new AwsSecretsManagerSource(options ?? new AwsSecretOptions(), new AwsEnvironment(Variables.GetValueOrDefault), Metrics, _log.CreateLogger("Operator"), time ?? TimeProvider.System, static () => 0.5);
        _sources.Add(source);
        return source;
    }

    public static AwsSecretsManagerSpec Secret(string id, string role = AwsAccount.Role, string region = AwsAccount.Region) => new() { SecretId = id, RoleArn = role, Region = region };

    /// <summary>A name that no other test has.</summary>
    public static string NewName() => $"dittocluster/app-{Guid.NewGuid().ToString("N")[..8]}/mongo-connector";

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        foreach (var source in _sources) source.Dispose();
        Metrics.Dispose();
        await Relay.DisposeAsync();
    }
}
