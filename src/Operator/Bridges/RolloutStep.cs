using System.Collections.Concurrent;
using ControllerRuntime.Objects;
using Operator.Secrets;

namespace Operator.Bridges;

/// <summary>
/// Resolves the secrets and applies the children; nothing of both where all that they depend on stands at the versions at which it was last done. That is judged by the
/// present state at each reconcile, so nothing is missed, and no Secret need be read or remembered for it; one of AWS is asked for each time, and read when it is time to.
/// </summary>
internal sealed class RolloutStep(IBridgeStep resolve, DeployStep deploy, IAwsSecretSource aws, Func<ObjectKey, string?> secretVersion) : IBridgeStep
{
    private readonly ConcurrentDictionary<ObjectKey, RolloutBasis> _done = new();

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        await AskAwsAsync(pass, cancellation);
        // Before the secrets are read: what changes while they are is noticed at the next reconcile, which the change brings.
        var found = RolloutBasis.Of(pass, secretVersion, deploy.Present(pass.Key));
        if (found is not null && _done.TryGetValue(pass.Key, out var done) && done == found) return pass.Pass(ConditionType.SecretsResolved, ResolveSecretsStep.Found(pass));
        var secrets = RolloutBasis.Of(pass, secretVersion, children: "");
        _done.TryRemove(pass.Key, out _);
        if (!await resolve.RunAsync(pass, cancellation) || !await deploy.RunAsync(pass, cancellation)) return false;
        if (secrets is not null && deploy.Left(pass.Key) is { } children) _done[pass.Key] = secrets with { Children = children };
        return true;
    }

    /// <summary>Resolves the secrets and applies nothing.</summary>
    public async Task<bool> ResolveAsync(BridgePass pass, CancellationToken cancellation)
    {
        await AskAwsAsync(pass, cancellation);
        return await resolve.RunAsync(pass, cancellation);
    }

    public void Forget(ObjectKey bridge)
    {
        _done.TryRemove(bridge, out _);
        deploy.Forget(bridge);
    }

    private async Task AskAwsAsync(BridgePass pass, CancellationToken cancellation)
    {
        if (pass.Spec.MongoConnector.ConnectionSecret?.AwsSecretsManager is not { } secret) return;
        pass.FromAws = await aws.ReadAsync(secret, cancellation);
        pass.LookWithin(pass.FromAws.Value.Next);
    }
}
