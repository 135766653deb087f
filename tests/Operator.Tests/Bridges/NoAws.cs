using BridgeModel;
using Operator.Secrets;

namespace Operator.Tests.Bridges;

/// <summary>For tests without a secret of AWS: being asked is a failure.</summary>
internal sealed class NoAws : IAwsSecretSource
{
    public Task<SecretResult> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation) => throw new InvalidOperationException("AWS is asked for nothing.");
}
