using BridgeModel;
using Operator.Secrets;
using Operator.Secrets.Aws;

namespace Operator.Tests.Bridges;

/// <summary>For tests without a secret of AWS: being asked is a failure.</summary>
internal sealed class NoAws : IAwsSecretSource
{
    public Task<AwsSecretReading> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation) => throw new InvalidOperationException("AWS is asked for nothing.");

    public TimeSpan Doubt(AwsSecretsManagerSpec secret) => throw new InvalidOperationException("AWS is asked for nothing.");
}
