using BridgeCtl.Kubernetes;
using BridgeModel;

namespace BridgeCtl.Commands;

/// <summary>What a manifest only refers to: from the environment, else from the cluster.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="space">Its namespace; null: that of the command.</param>
/// <param name="usual">The Secret of the Big Peer where the manifest names none.</param>
/// <param name="spec">The manifest's.</param>
/// <param name="cluster">Has the Secrets.</param>
/// <param name="files">Keeps authorities.</param>
internal sealed class ManifestSecrets(string name, string? space, string usual, BridgeResourceSpec spec, LazyCluster cluster, AuthorityFolder files)
{
    private const string ConnectionStringVariable = "MONGODB_CONNECTION_STRING";
    private const string EndpointVariable = "DITTO_CLOUD_ENDPOINT";
    private const string ApiKeyVariable = "DITTO_API_KEY";

    /// <summary>The key under which the operator keeps the connection string in the bridge's own Secret.</summary>
    private const string KeyOfOperator = "connectionString";

    public async Task<string> EndpointAsync(CancellationToken cancellation) =>
        spec.BigPeer?.Endpoint ?? EndpointOfEnvironment() ?? await cluster.SecretAsync(space, usual, "endpoint", "the Big Peer's URL", EndpointVariable, cancellation);

    public async Task<string> ApiKeyAsync(CancellationToken cancellation) => Variable(ApiKeyVariable)
        ?? await cluster.SecretAsync(space, spec.BigPeer?.ApiKeySecret?.Name ?? usual, spec.BigPeer?.ApiKeySecret?.Key ?? "apiKey", "the Big Peer's API key", ApiKeyVariable, cancellation);

    public async Task<string> ConnectionStringAsync(CancellationToken cancellation)
    {
        if (Variable(ConnectionStringVariable) is { } given) return given;
        var secret = spec.MongoConnector.ConnectionSecret!;
        return secret.KubernetesSecret is { } kubernetes
            ? await cluster.SecretAsync(space, kubernetes.Name, kubernetes.ConnectionString, "the MongoDB connection string", ConnectionStringVariable, cancellation)
            : await OfOperatorAsync(secret.AwsSecretsManager!, cancellation);
    }

    /// <returns>A file; null where the system's authorities are trusted.</returns>
    public Task<string?> MongoAuthoritiesAsync(CancellationToken cancellation) => AuthoritiesAsync(spec.MongoConnector.CaSecret, "MongoDB", "mongodb-ca.crt", "MONGODB_CA_FILE", cancellation);

    /// <returns>A file; null where the system's authorities are trusted.</returns>
    public Task<string?> BigPeerAuthoritiesAsync(CancellationToken cancellation) => AuthoritiesAsync(spec.BigPeer?.CaSecret, "the Big Peer", "big-peer-ca.crt", "DITTO_CA_FILE", cancellation);

    /// <summary>AWS is the operator's business, and what it read there it keeps for the bridge's pod.</summary>
    private async Task<string> OfOperatorAsync(AwsSecretsManagerSpec aws, CancellationToken cancellation)
    {
        var (found, why) = await cluster.FindAsync(space, name, KeyOfOperator, cancellation);
        return found ?? throw new CtlException(
            ExitCode.Usage,
            $"The manifest keeps the MongoDB connection string in AWS Secrets Manager, which the operator reads; what it read is in the bridge's own Secret, and {why} Or ask AWS yourself: " +
            $"`export {ConnectionStringVariable}=\"$(aws secretsmanager get-secret-value --region {aws.Region} --secret-id {aws.SecretId} --query SecretString --output text)\"`; where that is JSON, with `| jq -r .connectionString` behind it.");
    }

    private async Task<string?> AuthoritiesAsync(SecretKeySpec? secret, string server, string file, string variable, CancellationToken cancellation)
    {
        if (secret is null) return null;
        var what = $"the certificates of the authorities that sign that of {server}, as PEM";
        return Variable(variable) is { } path
            ? files.Check(path, $"{variable}, {path},")
            : files.Keep(file, await cluster.SecretAsync(space, secret.Name, secret.Key, what, $"{variable} to a file with them", cancellation), $"key {secret.Key} of Secret {secret.Name}");
    }

    private static string? EndpointOfEnvironment()
    {
        if (Variable(EndpointVariable)?.TrimEnd('/') is not { } endpoint) return null;
        var app = Variable("DITTO_APP_ID");
        return app is null || endpoint.EndsWith('/' + app, StringComparison.OrdinalIgnoreCase) ? endpoint : $"{endpoint}/{app}";
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
