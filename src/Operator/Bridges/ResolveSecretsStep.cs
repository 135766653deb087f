using BridgeModel;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>Finds the connection string, the Big Peer's endpoint and its API key, and judges each; and the token that the runtime's control calls have.</summary>
internal sealed class ResolveSecretsStep(KubernetesSecretSource kubernetes, StatusTokens tokens, DatabaseClaims claims) : IBridgeStep
{
    /// <summary>Everything is there, if perhaps only from an earlier time.</summary>
    public static Verdict Found(BridgePass pass) => pass.FromAws?.Reservation is { } reservation ? Verdict.Yes(Reasons.ResolvedEarlier, reservation) : AllThere;

    private static readonly Verdict AllThere = Verdict.Yes(Reasons.Resolved, "The connection string, the endpoint and the API key are there.");

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        var connectionString = await ConnectionStringAsync(pass, cancellation);
        if (connectionString.Value is null) return Stop(pass, connectionString);
        if (BridgeValueRules.ConnectionString(connectionString.Value) is { } badString)
            return Stop(pass, SecretResult.Stalled(Reasons.InvalidConnectionString, $"Connection string provided is invalid: it {badString}."));

        var endpoint = await EndpointAsync(pass, cancellation);
        if (endpoint.Value is null) return Stop(pass, endpoint);
        if (BridgeValueRules.Endpoint(endpoint.Value.Reveal()) is { } badEndpoint)
            return Stop(pass, SecretResult.Stalled(Reasons.InvalidEndpoint, $"The Big Peer's endpoint {badEndpoint}."));

        var apiKey = await ApiKeyAsync(pass, cancellation);
        if (apiKey.Value is null) return Stop(pass, apiKey);
        if (BridgeValueRules.ApiKey(apiKey.Value) is { } badKey)
            return Stop(pass, SecretResult.Stalled(Reasons.InvalidApiKey, $"The Big Peer's API key {badKey}."));

        var mongoAuthorities = await AuthoritiesAsync(pass, pass.Spec.MongoConnector.CaSecret, "MongoDB", cancellation);
        if (mongoAuthorities?.Problem is not null) return Stop(pass, mongoAuthorities.Value);
        var bigPeerAuthorities = await AuthoritiesAsync(pass, pass.Spec.BigPeer?.CaSecret, "the Big Peer", cancellation);
        if (bigPeerAuthorities?.Problem is not null) return Stop(pass, bigPeerAuthorities.Value);

        pass.Inputs = new RuntimeInputs(pass.Spec, connectionString.Value, endpoint.Value.Reveal().TrimEnd('/'), apiKey.Value, await tokens.GetAsync(pass.Key, cancellation))
        {
            MongoAuthorities = mongoAuthorities?.Value?.Reveal(),
            BigPeerAuthorities = bigPeerAuthorities?.Value?.Reveal(),
        };
        claims.Resolved(pass, connectionString.Value);
        // Where the connection string leads is known only now.
        if (claims.Rival(pass) is { } rival) return pass.Stop(ConditionType.Accepted, AcceptStep.InUse(rival), ReconcileOutcome.Stalled($"{rival.Bridge} serves the same collections"));
        return pass.Pass(ConditionType.SecretsResolved, Found(pass));
    }

    /// <summary>The Secrets that a bridge refers to: a change of one of them concerns it.</summary>
    public static IEnumerable<ObjectKey> SecretsOf(BigPeerDataBridge bridge)
    {
        var space = bridge.Metadata.Namespace ?? "";
        var spec = bridge.Read().Spec;
        if (spec.MongoConnector.ConnectionSecret?.KubernetesSecret is { } connection) yield return new ObjectKey(space, connection.Name);
        if (spec.MongoConnector.CaSecret is { } mongoAuthorities) yield return new ObjectKey(space, mongoAuthorities.Name);
        if (spec.BigPeer?.CaSecret is { } bigPeerAuthorities) yield return new ObjectKey(space, bigPeerAuthorities.Name);
        if (spec.BigPeer?.ApiKeySecret is { } key) yield return new ObjectKey(space, key.Name);
        if (spec.BigPeer is not { Endpoint: not null, ApiKeySecret: not null }) yield return Usual(bridge);
    }

    private async Task<SecretResult> ConnectionStringAsync(BridgePass pass, CancellationToken cancellation) =>
        pass.FromAws is { } reading ? reading.Result
        : pass.Spec.MongoConnector.ConnectionSecret!.KubernetesSecret is { } secret
            ? await kubernetes.ReadAsync(pass.Key with { Name = secret.Name }, secret.ConnectionString, "the MongoDB connection string", cancellation)
            : throw new InvalidOperationException("The secret of AWS was not read.");

    private async Task<SecretResult> EndpointAsync(BridgePass pass, CancellationToken cancellation) => pass.Spec.BigPeer?.Endpoint is { } endpoint
        ? SecretResult.Of(endpoint)
        : await kubernetes.ReadAsync(Usual(pass.Bridge), "endpoint", "the Big Peer's URL up to and with the app id", cancellation);

    private Task<SecretResult> ApiKeyAsync(BridgePass pass, CancellationToken cancellation) => pass.Spec.BigPeer?.ApiKeySecret is { } secret
        ? kubernetes.ReadAsync(pass.Key with { Name = secret.Name }, secret.Key, "the Big Peer's API key", cancellation)
        : kubernetes.ReadAsync(Usual(pass.Bridge), "apiKey", "the Big Peer's API key", cancellation);

    /// <returns>Null where the bridge names none.</returns>
    private async Task<SecretResult?> AuthoritiesAsync(BridgePass pass, SecretKeySpec? secret, string server, CancellationToken cancellation)
    {
        if (secret is null) return null;
        var result = await kubernetes.ReadAsync(pass.Key with { Name = secret.Name }, secret.Key, $"the certificates of the authorities that sign that of {server}, as PEM", cancellation);
        return result.Value is { } pem && BridgeValueRules.Authorities(pem.Reveal()) is { } bad
            ? SecretResult.Stalled(Reasons.InvalidAuthorities, $"Key {secret.Key} of Secret {secret.Name} {bad}.")
            : result;
    }

    /// <summary>What a manifest without <c>spec.bigPeer</c> means.</summary>
    private static ObjectKey Usual(BigPeerDataBridge bridge) => new(bridge.Metadata.Namespace ?? "", $"{bridge.Metadata.Labels.GetValueOrDefault(BigPeerDataBridge.AppLabel)}-big-peer");

    private static bool Stop(BridgePass pass, SecretResult result) => pass.Stop(
        ConditionType.SecretsResolved, result.Problem!, result.IsStalled ? ReconcileOutcome.Stalled(result.Problem!.Message) : ReconcileOutcome.Failed(result.Problem!.Message));
}
